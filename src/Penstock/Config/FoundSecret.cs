namespace Penstock.Config;

/// <summary>A secret of a configuration, and where it stands.</summary>
internal sealed record FoundSecret(string Path, SourcePosition At, Secret Secret);
