namespace Penstock.Config;

/// <summary>Where records are kept, and how long responses are for the requests that follow them.</summary>
internal sealed record StorageConfig(string Sqlite, TimeSpan ResponsesTtl);
