namespace Penstock.Config;

/// <summary>Limits of keys that state none; null means no limit.</summary>
internal sealed record KeysConfig(int? DefaultRequestsPerMinute, int? DefaultMaxConcurrentCalls);
