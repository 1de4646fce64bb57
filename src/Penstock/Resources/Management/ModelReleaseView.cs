using System.ComponentModel;
using Penstock.Domain.Models;

namespace Penstock.Resources.Management;

/// <summary>A model and its versions as the management API shows them.</summary>
internal sealed record ModelReleaseView
{
    [Description("The model's id.")]
    public required string ModelId { get; init; }

    [Description("Where it was declared: file, repository, box or host.")]
    public required string Source { get; init; }

    [Description("The version that answers when none is asked for. Null: the model has none, or none serves.")]
    public string? DefaultVersion { get; init; }

    [Description("The version that was made the default by hand. Null: the newest one is.")]
    public string? PinnedVersion { get; init; }

    [Description("A version that gets a share of the calls. Null: none.")]
    public CanaryView? Canary { get; init; }

    [Description("The version whose answers are compared with those given. Null: none.")]
    public string? ShadowVersion { get; init; }

    [Description("Its versions, the newest first.")]
    public required IReadOnlyList<VersionReleaseView> Versions { get; init; }

    public static ModelReleaseView Of(ModelRelease release) => new()
    {
        ModelId = release.Name,
        Source = release.Source,
        DefaultVersion = release.Default,
        PinnedVersion = release.Pinned,
        Canary = release.Canary is { } canary ? new CanaryView(canary.Version, canary.Weight) : null,
        ShadowVersion = release.Shadow,
        Versions = [.. release.Versions.Select(VersionReleaseView.Of)],
    };
}
