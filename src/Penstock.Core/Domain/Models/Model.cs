using Penstock.Domain.Calls;

namespace Penstock.Domain.Models;

/// <summary>A thing that can be called under one public name.</summary>
public sealed record Model
{
    /// <summary>The public name, 1 to 200 characters; it may hold slashes, colons and dots.</summary>
    public required string Id { get; init; }

    /// <summary>What it is, for people.</summary>
    public string Description
    {
        get => field ??= Describe?.Invoke().Description ?? "";
        init;
    }

    /// <summary>What it can do.</summary>
    public required IReadOnlyList<Capability> Capabilities { get; init; }

    /// <summary>Where it runs.</summary>
    public required IReadOnlyList<Target> Targets { get; init; }

    /// <summary>Its typed inputs and outputs; null where the provider alone knows them.</summary>
    public Signature? Signature
    {
        get => field ??= Describe?.Invoke().Signature;
        init;
    }

    /// <summary>Tells description and signature when they are first asked for, of a model that is loaded only then.</summary>
    public Func<(string Description, Signature Signature)>? Describe { get; init; }

    /// <summary>Where its documentation is; null when it has none.</summary>
    public string? DocumentationUrl { get; init; }

    /// <summary>Who answers for it; null when nobody said.</summary>
    public string? Owner { get; init; }

    /// <summary>Where it was declared: <c>file</c>, <c>box</c> (comes with Penstock) or <c>host</c> (registered by the embedding program).</summary>
    public required string Source { get; init; }

    /// <summary>When this server first knew it, Unix seconds.</summary>
    public long Created { get; init; }

    /// <summary>Why it cannot be called now, as a part of a sentence; null when it can.</summary>
    public string? NotReady { get; init; }

    /// <summary>Whether it can do a thing.</summary>
    public bool Can(Capability capability) => Capabilities.Contains(capability);
}
