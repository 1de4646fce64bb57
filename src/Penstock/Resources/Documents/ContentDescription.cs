using Penstock.Domain.Calls;

namespace Penstock.Resources.Documents;

/// <summary>A body.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Examples">Examples that work as they are.</param>
internal sealed record ContentDescription(WireSchema Schema, params IReadOnlyList<ExampleDescription> Examples)
{
    public const string Json = "application/json";

    /// <summary>The media types it may have, the usual one first.</summary>
    public IReadOnlyList<string> MediaTypes { get; init; } = [Json];

    /// <summary>Whether it may be left out.</summary>
    public bool Optional { get; init; }

    /// <summary>What the model named in the examples' <c>model</c> must be able to do; null when they name none.</summary>
    public Capability? Model { get; init; }
}
