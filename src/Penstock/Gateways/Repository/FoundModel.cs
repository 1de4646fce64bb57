namespace Penstock.Gateways.Repository;

/// <summary>The files of a model as they were found.</summary>
/// <param name="Id">Its public name.</param>
/// <param name="Path">The file or folder.</param>
/// <param name="Versions">Its versions, the newest first.</param>
/// <param name="Sidecar">The <c>model.yaml</c> in its folder; null when there is none.</param>
internal sealed record FoundModel(string Id, string Path, IReadOnlyList<VersionFiles> Versions, string? Sidecar = null)
{
    /// <summary>Changes whenever one of the files does.</summary>
    public string Stamp => string.Join('\n', Versions.Select(version => $"{version.Version}: {version.Stamp}"));
}
