using System.Buffers;
using System.Globalization;
using System.Text;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>Makes foreign text safe inside one line of a log.</summary>
internal static class LogText
{
    // C0, DEL and C1 controls (terminals obey some), line and paragraph separators, and what turns the direction of writing.
    private static readonly SearchValues<char> Unsafe = SearchValues.Create(
        [
            .. Enumerable.Range(0, 0x20).Select(static c => (char)c),
            .. Enumerable.Range(0x7f, 0x21).Select(static c => (char)c),
            '\u2028', '\u2029', '\u200e', '\u200f', '\u061c', '\ufeff',
            .. Enumerable.Range(0x202a, 5).Select(static c => (char)c),
            .. Enumerable.Range(0x2066, 4).Select(static c => (char)c),
            .. Enumerable.Range(0xd800, 0x800).Select(static c => (char)c),
        ]);

    /// <summary>Appends a text with what is unsafe escaped as <c>\n</c>, <c>\r</c>, <c>\t</c> or <c>\uXXXX</c>.</summary>
    public static void Append(StringBuilder line, ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(Unsafe) is var at and >= 0)
        {
            line.Append(text[..at]);
            var pair = char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]);
            if (pair) line.Append(text.Slice(at, 2));
            else Escape(line, text[at]);
            text = text[(at + (pair ? 2 : 1))..];
        }

        line.Append(text);
    }

    /// <summary>The text with lone surrogates replaced by U+FFFD: what UTF-8 can carry.</summary>
    public static string WellFormed(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0) return text;
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }

    private static void Escape(StringBuilder line, char c) => _ = c switch
    {
        '\n' => line.Append(@"\n"),
        '\r' => line.Append(@"\r"),
        '\t' => line.Append(@"\t"),
        _ => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
    };
}
