using System.Text.Json;

namespace Penstock.Dialects.Streams;

/// <summary>
/// Counts the bytes of what a model wrote in a part of an event: text, reasoning, the arguments of tools. As UTF-8, escapes undone, so that a token is at
/// least one of them; nothing is decoded or allocated.
/// </summary>
internal static class VisibleText
{
    /// <summary>Counts in the value the reader stands on; the reader is a copy.</summary>
    public static int Count(Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return Length(reader.ValueSpan, reader.ValueIsEscaped);
        }

        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return 0;
        }

        var (depth, bytes) = (reader.CurrentDepth, 0);
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                bytes += Length(reader.ValueSpan, reader.ValueIsEscaped);
            }
            else if (reader.TokenType == JsonTokenType.PropertyName)
            {
                // The arguments of a call, where they are no text but an object: all of it was written.
                var isWhole = reader.ValueTextEquals("args"u8);
                var isOther = !isWhole && IsOther(reader.ValueSpan);
                reader.Read();
                if (isWhole)
                {
                    var start = reader.TokenStartIndex;
                    reader.Skip();
                    bytes += (int)(reader.BytesConsumed - start);
                }
                else if (isOther)
                {
                    reader.Skip();
                }
                else if (reader.TokenType == JsonTokenType.String)
                {
                    bytes += Length(reader.ValueSpan, reader.ValueIsEscaped);
                }
            }
        }

        return bytes;
    }

    /// <summary>Whether a member says something about what was written, instead of being a part of it.</summary>
    public static bool IsOther(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => name.SequenceEqual("id"u8),
        4 => name.SequenceEqual("type"u8) || name.SequenceEqual("role"u8) || name.SequenceEqual("data"u8),
        5 => name.SequenceEqual("index"u8),
        6 => name.SequenceEqual("format"u8),
        8 => name.SequenceEqual("logprobs"u8) || name.SequenceEqual("mimeType"u8) || name.SequenceEqual("citation"u8),
        9 => name.SequenceEqual("signature"u8) || name.SequenceEqual("citations"u8),
        11 => name.SequenceEqual("stop_reason"u8) || name.SequenceEqual("annotations"u8),
        13 => name.SequenceEqual("stop_sequence"u8) || name.SequenceEqual("finish_reason"u8) || name.SequenceEqual("extra_content"u8),
        15 => name.SequenceEqual("redactedContent"u8),
        16 => name.SequenceEqual("thoughtSignature"u8),
        17 => name.SequenceEqual("encrypted_content"u8),
        _ => false,
    };

    /// <summary>The bytes of a text as UTF-8, from how it is written in JSON.</summary>
    /// <param name="text">Between the quotes.</param>
    /// <param name="escaped">Whether there are escapes in it.</param>
    public static int Length(ReadOnlySpan<byte> text, bool escaped)
    {
        var bytes = text.Length;
        for (var at = escaped ? text.IndexOf((byte)'\\') : -1; at >= 0 && at + 1 < text.Length;)
        {
            // \n is one byte for two; \u00e9 one to three for six, of a pair two for each half.
            var isUnit = text[at + 1] == 'u' && at + 5 < text.Length;
            bytes -= isUnit ? 6 - OfUnit(text.Slice(at + 2, 4)) : 1;
            at += isUnit ? 6 : 2;
            var next = at < text.Length ? text[at..].IndexOf((byte)'\\') : -1;
            at = next < 0 ? -1 : at + next;
        }

        return bytes;
    }

    private static int OfUnit(ReadOnlySpan<byte> digits) => digits switch
    {
        [(byte)'0', (byte)'0', >= (byte)'0' and <= (byte)'7', _] => 1,
        [(byte)'0', >= (byte)'0' and <= (byte)'7', _, _] => 2,
        [(byte)'d' or (byte)'D', >= (byte)'8', _, _] => 2,
        _ => 3,
    };
}
