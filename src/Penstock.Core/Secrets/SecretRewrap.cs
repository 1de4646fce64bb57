namespace Penstock.Secrets;

/// <summary>What wrapping all data keys by the newest master key came to.</summary>
/// <param name="MasterKey">The newest master key's fingerprint.</param>
/// <param name="Rewrapped">How many secrets have changed their wrapping.</param>
/// <param name="Unreadable">The names of those whose master key is not at hand.</param>
public sealed record SecretRewrap(string MasterKey, int Rewrapped, IReadOnlyList<string> Unreadable);
