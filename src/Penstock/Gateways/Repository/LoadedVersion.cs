namespace Penstock.Gateways.Repository;

/// <summary>A version that serves.</summary>
/// <param name="Files">The files it was loaded from.</param>
/// <param name="Key">What it was made of: files and settings.</param>
/// <param name="Opened">The engine, which is held as long as this is kept.</param>
/// <param name="At">When it was loaded.</param>
internal sealed record LoadedVersion(VersionFiles Files, string Key, OpenedModel Opened, DateTimeOffset At);
