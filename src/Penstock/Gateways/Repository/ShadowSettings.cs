namespace Penstock.Gateways.Repository;

/// <summary>A version that answers a share of the calls for comparison.</summary>
/// <param name="Version">The version.</param>
/// <param name="Sample">The share, above 0 and up to 1.</param>
/// <param name="Tolerance">How far numbers may differ, in units of the larger of 1 and the number expected.</param>
internal sealed record ShadowSettings(string Version, double Sample, double Tolerance);
