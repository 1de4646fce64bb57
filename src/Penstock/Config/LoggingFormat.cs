namespace Penstock.Config;

/// <summary>Auto is text on a terminal and JSON otherwise.</summary>
internal enum LoggingFormat
{
    Auto,
    Text,
    Json,
}
