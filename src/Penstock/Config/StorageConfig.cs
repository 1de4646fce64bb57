namespace Penstock.Config;

internal sealed record StorageConfig(string Sqlite);
