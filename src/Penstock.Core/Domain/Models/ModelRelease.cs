namespace Penstock.Domain.Models;

/// <summary>How the versions of one model stand to each other.</summary>
/// <param name="Name">The model's public name.</param>
/// <param name="Source">Where the model was declared: <c>file</c>, <c>box</c>, <c>host</c> or <c>repository</c>.</param>
/// <param name="Versions">Its versions, the newest first; one without a name when the model has none.</param>
public sealed record ModelRelease(string Name, string Source, IReadOnlyList<VersionRelease> Versions)
{
    /// <summary>The version that answers when none is asked for; null when none does, or when it has no name.</summary>
    public string? Default { get; init; }

    /// <summary>The version that was made the default by hand; null while the newest one is.</summary>
    public string? Pinned { get; init; }

    /// <summary>A version that gets a share of the calls; null for none.</summary>
    public CanaryRule? Canary { get; init; }

    /// <summary>The version whose answers are compared; null for none.</summary>
    public string? Shadow { get; init; }
}
