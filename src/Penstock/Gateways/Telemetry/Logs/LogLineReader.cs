using System.Globalization;
using System.Text.Json;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>Reads what <see cref="JsonLogFormatter"/> wrote.</summary>
internal static class LogLineReader
{
    /// <summary>The record of a line, or null when the line is none (cut off by a crash, edited).</summary>
    public static LogLine? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            if (!DateTimeOffset.TryParse(Text(root, "ts"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return null;
            if (!LogLevels.TryParse(Text(root, "level"), out var level)) return null;
            return new LogLine
            {
                Time = time,
                Level = level,
                Category = Text(root, "category") ?? "",
                Event = Text(root, "event"),
                CallId = Text(root, "call_id"),
                TraceId = Text(root, "trace_id"),
                SpanId = Text(root, "span_id"),
                Message = Text(root, "message") ?? "",
                Properties = Properties(root),
                Exception = Text(root, "exception"),
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static KeyValuePair<string, object?>[] Properties(JsonElement root)
    {
        if (!root.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object) return [];
        return [.. properties.EnumerateObject().Select(static p => new KeyValuePair<string, object?>(p.Name, p.Value.ValueKind switch
        {
            JsonValueKind.String => p.Value.GetString(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Null => null,
            _ => p.Value.GetRawText(),
        }))];
    }
}
