using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>
/// A record as it was logged: what may change afterwards is already text, what costs (exception texts, redaction, encoding) is
/// left to the writer.
/// </summary>
internal sealed record LogEntry
{
    /// <summary>When it was logged.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Its level.</summary>
    public required LogLevel Level { get; init; }

    /// <summary>The logger's category.</summary>
    public required string Category { get; init; }

    /// <summary>The event's name or number; null without.</summary>
    public string? Event { get; init; }

    /// <summary>The id of the call it belongs to, where there is one.</summary>
    public string? CallId { get; init; }

    /// <summary>W3C trace id, 32 hex digits.</summary>
    public string? TraceId { get; init; }

    /// <summary>W3C span id, 16 hex digits.</summary>
    public string? SpanId { get; init; }

    /// <summary>The formatted message.</summary>
    public required string Message { get; init; }

    /// <summary>Structured properties: null, bool, long, double, decimal or string.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Properties { get; init; } = [];

    /// <summary>The exception, not yet rendered.</summary>
    public Exception? Exception { get; init; }
}
