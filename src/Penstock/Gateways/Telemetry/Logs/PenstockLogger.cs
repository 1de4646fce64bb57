using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>Turns records into <see cref="LogEntry"/> on the caller's thread, because their state may not outlive the call.</summary>
internal sealed class PenstockLogger(
    string category, LogQueue queue, LogLevelSwitch levels, TimeProvider time, Func<IExternalScopeProvider?> scopes) : ILogger
{
    // Longer than what is written of a text, so that what the cut leaves of a secret is cut off again (see LogLine).
    private const int MaxText = 64 * 1024;

    private readonly bool _framework =
        category.StartsWith("Microsoft.", StringComparison.Ordinal) || category.StartsWith("System.", StringComparison.Ordinal);

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => levels.Wants(logLevel, _framework);

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => scopes()?.Push(state);

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        string? callId = null;
        List<KeyValuePair<string, object?>>? properties = null;
        if (state is IReadOnlyList<KeyValuePair<string, object?>> structured)
        {
            for (var i = 0; i < structured.Count; i++)
            {
                var (key, value) = structured[i];
                if (key == "{OriginalFormat}") continue;
                if (key == "CallId") callId = value?.ToString();
                else (properties ??= new(structured.Count)).Add(new(key, Plain(value)));
            }
        }

        var activity = Activity.Current;
        var w3c = activity?.IdFormat == ActivityIdFormat.W3C;
        queue.Add(new LogEntry
        {
            Time = time.GetUtcNow(),
            Level = logLevel,
            Category = category,
            Event = eventId.Name ?? (eventId.Id == 0 ? null : eventId.Id.ToString(CultureInfo.InvariantCulture)),
            CallId = callId ?? CallIdScope.Find(scopes()),
            TraceId = w3c ? activity!.TraceId.ToHexString() : null,
            SpanId = w3c ? activity!.SpanId.ToHexString() : null,
            Message = Cut(formatter(state, exception)),
            Properties = properties ?? [],
            Exception = exception,
        });
    }

    private static object? Plain(object? value) => value switch
    {
        null or bool or long or double or decimal => value,
        string text => Cut(text),
        byte or sbyte or short or ushort or int or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        ulong number => (decimal)number,
        float number => (double)number,
        DateTimeOffset moment => moment.ToString("O", CultureInfo.InvariantCulture),
        System.Collections.IEnumerable items => Cut(string.Join(", ", items.Cast<object?>().Take(32).Select(Text))),
        _ => Cut(Text(value)),
    };

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText];
}
