using System.Buffers.Binary;

namespace Penstock.Upstream;

/// <summary>Finds where the events of a streamed body end.</summary>
internal static class BodyEvents
{
    /// <summary>Offsets just after each event, ascending; empty for a body that is not a stream.</summary>
    public static IReadOnlyList<int> Ends(Answer answer)
    {
        var body = answer.Body.Span;
        if (answer.ContentType.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase))
        {
            return Delimited(body, "\n\n"u8, "\r\n\r\n"u8);
        }

        if (answer.ContentType.StartsWith("application/x-ndjson", StringComparison.OrdinalIgnoreCase))
        {
            return Delimited(body, "\n"u8, "\n"u8);
        }

        return answer.ContentType.StartsWith("application/vnd.amazon.eventstream", StringComparison.OrdinalIgnoreCase)
            ? LengthPrefixed(body)
            : [];
    }

    /// <summary>The offset after <paramref name="count"/> events, at most the last; half of a body that has no events.</summary>
    public static int After(Answer answer, int? count)
    {
        var ends = Ends(answer);
        return count is not { } wanted || ends.Count == 0 ? answer.Body.Length / 2
            : wanted == 0 ? 0
            : ends[Math.Min(wanted, ends.Count) - 1];
    }

    private static List<int> Delimited(ReadOnlySpan<byte> body, ReadOnlySpan<byte> delimiter, ReadOnlySpan<byte> other)
    {
        var ends = new List<int>();
        for (var at = 0; at < body.Length;)
        {
            var rest = body[at..];
            var first = rest.IndexOf(delimiter);
            var second = rest.IndexOf(other);
            if (first < 0 && second < 0)
            {
                ends.Add(body.Length);
                break;
            }

            at += second >= 0 && (first < 0 || second < first) ? second + other.Length : first + delimiter.Length;
            ends.Add(at);
        }

        return ends;
    }

    // DIALECT: Bedrock's event stream starts each message with its total length, 4 bytes big-endian.
    private static List<int> LengthPrefixed(ReadOnlySpan<byte> body)
    {
        var ends = new List<int>();
        for (var at = 0; at + 4 <= body.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(body[at..]);
            if (length <= 0 || at + length > body.Length)
            {
                break;
            }

            ends.Add(at += length);
        }

        return ends;
    }
}
