using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Penstock.Domain.Models;

namespace Penstock.Resources.Management;

/// <summary>How it stands with one version.</summary>
internal sealed record VersionReleaseView
{
    [Description("The version. Null: the model has none.")]
    public string? Version { get; init; }

    [Description("Whether it serves.")]
    [AllowedValues("unknown", "ready", "unavailable", "loading", "unloading")]
    public required string State { get; init; }

    [Description("Why it does not serve, or what went wrong when it was loaded last; empty when there is nothing to say.")]
    public required string Reason { get; init; }

    [Description("How large its files are, in bytes. Null: not known.")]
    public long? FileBytes { get; init; }

    [Description("When it was loaded. Null: it is not.")]
    public DateTimeOffset? LoadedAt { get; init; }

    public static VersionReleaseView Of(VersionRelease version) => new()
    {
        Version = version.Version,
        State = version.Condition.ToString().ToLowerInvariant(),
        Reason = version.Reason,
        FileBytes = version.FileBytes,
        LoadedAt = version.LoadedAt,
    };
}
