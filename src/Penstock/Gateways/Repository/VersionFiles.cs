namespace Penstock.Gateways.Repository;

/// <summary>The files of one version of a model as they were found.</summary>
/// <param name="Version">Its name; null when the model has no versions.</param>
/// <param name="File">The model file; null when <paramref name="Problem"/> says why there is none.</param>
/// <param name="Stamp">Changes whenever one of the files does.</param>
/// <param name="Bytes">How large the files are together.</param>
/// <param name="Golden">The golden sample beside it; null when there is none.</param>
/// <param name="Problem">Why it cannot be served.</param>
internal sealed record VersionFiles(string? Version, string? File, string Stamp, long Bytes, string? Golden, string? Problem = null);
