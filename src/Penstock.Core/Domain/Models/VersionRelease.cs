namespace Penstock.Domain.Models;

/// <summary>How it stands with one version of a model.</summary>
/// <param name="Version">The version; null when the model has none.</param>
/// <param name="Condition">Whether it serves.</param>
/// <param name="Reason">Why not, or what went wrong when it was loaded last; empty when there is nothing to say.</param>
/// <param name="FileBytes">How large its files are; null when that is not known.</param>
/// <param name="LoadedAt">When it was loaded; null when it is not.</param>
public sealed record VersionRelease(string? Version, ModelCondition Condition, string Reason = "", long? FileBytes = null, DateTimeOffset? LoadedAt = null)
{
    /// <summary>Whether it is to be loaded; false for one that lies there and is not among those that are kept.</summary>
    public bool IsKept { get; init; } = true;
}
