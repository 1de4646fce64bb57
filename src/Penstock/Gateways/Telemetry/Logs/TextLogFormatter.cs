using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>
/// A record as a line to read: time (UTC, with the day where asked for), level, short category, message, properties that the message does not show, call
/// id. An exception follows in indented lines, so that no line of it can pass for a record.
/// </summary>
internal sealed class TextLogFormatter(bool colours, bool dates)
{
    private readonly StringBuilder _line = new();

    /// <summary>The text with its last line feed.</summary>
    public string Format(LogLine line)
    {
        _line.Clear();
        Colour("\e[2m");
        _line.Append(line.Time.UtcDateTime.ToString(dates ? "yyyy-MM-dd HH:mm:ss.fff" : "HH:mm:ss.fff", CultureInfo.InvariantCulture));
        Colour("\e[0m");
        _line.Append(' ');
        Colour(Paint(line.Level));
        _line.Append(LogLevels.Word(line.Level).PadRight(8));
        Colour("\e[0m");
        _line.Append(' ');
        LogText.Append(_line, Short(line.Category));
        _line.Append(": ");
        LogText.Append(_line, line.Message);
        Colour("\e[2m");
        foreach (var (key, value) in line.Properties)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            if (!Shows(line.Message, text)) Pair(key, text);
        }

        if (line.CallId is { } call && !Shows(line.Message, call)) Pair("call", call);
        Colour("\e[0m");
        _line.Append('\n');
        Exception(line.Exception);
        return _line.ToString();
    }

    private void Pair(string key, string value)
    {
        _line.Append(' ');
        LogText.Append(_line, key);
        _line.Append('=');
        var quoted = value.Length == 0 || value.AsSpan().IndexOfAny(" =\"") >= 0;
        if (quoted) _line.Append('"');
        LogText.Append(_line, quoted ? value.Replace("\"", "\\\"") : value);
        if (quoted) _line.Append('"');
    }

    private void Exception(string? text)
    {
        foreach (var part in (text ?? "").AsSpan().EnumerateLines())
        {
            if (part.IsWhiteSpace()) continue;
            _line.Append("    ");
            LogText.Append(_line, part.TrimEnd());
            _line.Append('\n');
        }
    }

    private void Colour(string code)
    {
        if (colours) _line.Append(code);
    }

    private static string Paint(LogLevel level) => level switch
    {
        LogLevel.Critical or LogLevel.Error => "\e[31m",
        LogLevel.Warning => "\e[33m",
        LogLevel.Information => "\e[32m",
        _ => "\e[2m",
    };

    /// <summary>The last part of a category: <c>Penstock.Pipeline.Limits.LimitsStage</c> is LimitsStage.</summary>
    private static ReadOnlySpan<char> Short(string category) => category.AsSpan(category.LastIndexOf('.') + 1);

    /// <summary>Whether the message has the value as a word of its own.</summary>
    private static bool Shows(string message, string value)
    {
        if (value.Length == 0) return false;
        for (var at = message.IndexOf(value, StringComparison.Ordinal); at >= 0; at = message.IndexOf(value, at + 1, StringComparison.Ordinal))
        {
            var end = at + value.Length;
            if ((at == 0 || !char.IsLetterOrDigit(message[at - 1])) && (end == message.Length || !char.IsLetterOrDigit(message[end]))) return true;
        }

        return false;
    }
}
