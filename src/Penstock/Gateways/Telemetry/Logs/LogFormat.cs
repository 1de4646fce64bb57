namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>How records look on the console (<c>logging.format</c>); the file is always JSON.</summary>
internal enum LogFormat
{
    /// <summary>Text on a terminal, JSON otherwise.</summary>
    Auto,

    /// <summary>A line to read.</summary>
    Text,

    /// <summary>A JSON object a line.</summary>
    Json,
}
