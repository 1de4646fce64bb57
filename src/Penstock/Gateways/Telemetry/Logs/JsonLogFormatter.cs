using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>
/// A record as one line of JSON: ts (RFC 3339, UTC), level, category, event, call_id, trace_id, span_id, message, properties,
/// exception. What is absent is left out.
/// </summary>
internal sealed class JsonLogFormatter : IDisposable
{
    private static readonly JsonWriterOptions Options = new()
    {
        // Logs are no HTML: text stays readable. Controls, quotes and line separators are escaped all the same.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private readonly Utf8JsonWriter _json;

    /// <summary>A formatter; for one thread at a time.</summary>
    public JsonLogFormatter() => _json = new Utf8JsonWriter(_line, Options);

    /// <summary>The line with its line feed; valid until the next call.</summary>
    public ReadOnlySpan<byte> Format(LogLine line)
    {
        _line.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        Span<char> time = stackalloc char[24];
        line.Time.UtcDateTime.TryFormat(time, out var written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        _json.WriteString("ts"u8, time[..written]);
        _json.WriteString("level"u8, LogLevels.Word(line.Level));
        Text("category", line.Category);
        Text("event", line.Event);
        Text("call_id", line.CallId);
        Text("trace_id", line.TraceId);
        Text("span_id", line.SpanId);
        Text("message", line.Message);
        if (line.Properties.Count > 0)
        {
            _json.WriteStartObject("properties"u8);
            foreach (var (key, value) in line.Properties) Property(LogText.WellFormed(key), value);
            _json.WriteEndObject();
        }

        Text("exception", line.Exception);
        _json.WriteEndObject();
        _json.Flush();
        _line.Write("\n"u8);
        return _line.WrittenSpan;
    }

    /// <summary>Gives the writer back.</summary>
    public void Dispose() => _json.Dispose();

    private void Text(string name, string? value)
    {
        if (value is not null) _json.WriteString(name, LogText.WellFormed(value));
    }

    private void Property(string name, object? value)
    {
        switch (value)
        {
            case null: _json.WriteNull(name); break;
            case bool flag: _json.WriteBoolean(name, flag); break;
            case long number: _json.WriteNumber(name, number); break;
            case decimal number: _json.WriteNumber(name, number); break;
            case double number when double.IsFinite(number): _json.WriteNumber(name, number); break;
            default: _json.WriteString(name, LogText.WellFormed(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "")); break;
        }
    }
}
