using Penstock.Domain.Models;

namespace Penstock.Gateways.Repository;

/// <summary>What is said of a model from files and of each of its versions.</summary>
internal static class EntryRelease
{
    /// <summary>How its versions stand.</summary>
    public static ModelRelease Of(ModelEntry entry)
    {
        string[] names =
        [
            .. entry.Found.Versions.Select(version => version.Version ?? "").Concat(entry.Ready.Keys).Concat(entry.Refused.Keys).Concat(entry.LeavingVersions)
                .Distinct().OrderByDescending(name => name, VersionOrder.OldestFirst),
        ];
        return new ModelRelease(entry.Spec.Id, entry.Spec.Source, names.Length == 0 ? [Nothing(entry)] : [.. names.Select(name => Version(entry, name))])
        {
            Default = entry.Default?.Files.Version,
            Pinned = entry.Choice.Pinned,
            Canary = entry.Canary,
            Shadow = entry.Spec.Shadow?.Version,
        };
    }

    private static VersionRelease Nothing(ModelEntry entry) =>
        new(null, entry.Spec.Fetch is null ? ModelCondition.Unavailable : ModelCondition.Loading, entry.Trouble ?? "");

    private static VersionRelease Version(ModelEntry entry, string name)
    {
        var version = name.Length > 0 ? name : null;
        var files = entry.Found.Versions.FirstOrDefault(found => found.Version == version);
        var refused = entry.Refused.GetValueOrDefault(name)?.Reason;
        if (entry.Ready.GetValueOrDefault(name) is { } ready)
        {
            var reason = refused is not null ? $"its files have changed and were refused, what was loaded before serves: {refused}"
                : entry.Trouble is not null ? $"what was loaded before serves: {entry.Trouble}"
                : "";
            return new VersionRelease(version, ModelCondition.Ready, reason, ready.Files.Bytes, ready.At);
        }

        var (condition, why) = entry.Loading == name ? (ModelCondition.Loading, "")
            : entry.LeavingVersions.Contains(name) ? (ModelCondition.Unloading, "its last calls are running")
            : refused is not null ? (ModelCondition.Unavailable, refused)
            : entry.Unloaded ? (ModelCondition.Unavailable, "unloaded")
            : entry.Trouble is not null ? (ModelCondition.Unavailable, entry.Trouble)
            : (ModelCondition.Unavailable, "");
        return why.Length == 0 && condition == ModelCondition.Unavailable
            ? new VersionRelease(version, condition, $"not loaded: of its versions {entry.Spec.Versions} is kept", files?.Bytes) { IsKept = false }
            : new VersionRelease(version, condition, why, files?.Bytes);
    }
}
