using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>A record ready to be written: scrubbed, its exception a text, its parts bounded in length.</summary>
internal sealed record LogLine
{
    private const int MaxText = 16 * 1024;

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

    /// <summary>W3C trace id.</summary>
    public string? TraceId { get; init; }

    /// <summary>W3C span id.</summary>
    public string? SpanId { get; init; }

    /// <summary>The message.</summary>
    public required string Message { get; init; }

    /// <summary>Structured properties: null, bool, long, double, decimal or string.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Properties { get; init; } = [];

    /// <summary>The exception with its stack, lines separated by <c>\n</c>.</summary>
    public string? Exception { get; init; }

    /// <summary>Makes a record ready; every text in it goes through the scrubber.</summary>
    public static LogLine From(LogEntry entry, LogScrubber scrubber) => new()
    {
        Time = entry.Time,
        Level = entry.Level,
        Category = entry.Category,
        Event = entry.Event,
        CallId = Bounded(entry.CallId, scrubber),
        TraceId = entry.TraceId,
        SpanId = entry.SpanId,
        Message = Bounded(entry.Message, scrubber)!,
        Properties = Scrubbed(entry.Properties, scrubber),
        Exception = Bounded(Text(entry.Exception), scrubber),
    };

    private static IReadOnlyList<KeyValuePair<string, object?>> Scrubbed(
        IReadOnlyList<KeyValuePair<string, object?>> properties, LogScrubber scrubber)
    {
        KeyValuePair<string, object?>[]? changed = null;
        for (var i = 0; i < properties.Count; i++)
        {
            var (key, value) = properties[i];
            object? clean = LogScrubber.IsSecretName(key) && value is not null ? LogScrubber.Redacted
                : value is string text ? Bounded(text, scrubber) : value;
            if (ReferenceEquals(clean, value)) continue;
            changed ??= [.. properties];
            changed[i] = new(key, clean);
        }

        return changed ?? properties;
    }

    // Scrubbed before it is cut: half a secret would not be known as one.
    private static string? Bounded(string? text, LogScrubber scrubber)
    {
        if (text is null) return null;
        text = scrubber.Scrub(text);
        return text.Length <= MaxText ? text : $"{text.AsSpan(0, MaxText)}… ({text.Length - MaxText} more characters)";
    }

    private static string? Text(Exception? exception)
    {
        try
        {
            return exception?.ToString().ReplaceLineEndings("\n");
        }
        catch (Exception broken)
        {
            // Somebody's ToString: the record matters more.
            return $"{exception!.GetType()} (its text could not be made: {broken.GetType()})";
        }
    }
}
