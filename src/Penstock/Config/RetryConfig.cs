namespace Penstock.Config;

/// <summary>Attempts counts all tries: 1 means no retry.</summary>
internal sealed record RetryConfig(int Attempts, TimeSpan BaseDelay, TimeSpan MaxDelay);
