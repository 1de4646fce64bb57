namespace Penstock.Config;

internal sealed record LoggingConfig(LoggingLevel Level, LoggingFormat Format);
