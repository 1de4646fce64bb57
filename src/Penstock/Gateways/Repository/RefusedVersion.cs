namespace Penstock.Gateways.Repository;

/// <summary>A version that was not taken.</summary>
/// <param name="Key">What it would have been made of: it is not tried again until that changes, or somebody asks.</param>
/// <param name="Reason">Why.</param>
internal sealed record RefusedVersion(string Key, string Reason);
