using System.Text.Json;

namespace Penstock.Dialects.Predict.Elements;

/// <summary>A number written as a JSON string.</summary>
internal static class NumberText
{
    /// <summary>The longest text that is looked at; longer ones are no numbers anybody meant.</summary>
    internal const int MaxLength = 256;

    /// <summary>Unescapes and trims the string the reader stands at, and takes out single underscores between digits.</summary>
    /// <returns>How much of the buffer it takes; 0 when it is no number.</returns>
    internal static int Take(ref Utf8JsonReader reader, scoped Span<char> buffer)
    {
        if (reader.ValueSpan.Length > buffer.Length)
        {
            return 0;
        }

        int length;
        try
        {
            length = reader.CopyString(buffer);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no number.
            return 0;
        }

        var raw = buffer[..length].Trim();
        var kept = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '_')
            {
                buffer[kept++] = raw[i];
            }
            else if (i == 0 || i == raw.Length - 1 || !char.IsAsciiDigit(raw[i - 1]) || !char.IsAsciiDigit(raw[i + 1]))
            {
                return 0;
            }
        }

        return kept;
    }
}
