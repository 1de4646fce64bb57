namespace Penstock.Registry;

/// <summary>What a thing was at a version.</summary>
/// <param name="Version">The version.</param>
/// <param name="Body">The JSON object; null where this version is its deletion.</param>
/// <param name="At">Since when, UTC.</param>
/// <param name="By">Who made it so.</param>
public sealed record KeptVersion(long Version, string? Body, DateTimeOffset At, string By);
