using System.Buffers;

namespace Penstock.Dialects.Streams;

/// <summary>
/// Server-sent events (WHATWG HTML, section 9.2).
/// DIALECT: lines may end in LF or CRLF; a lone CR, which the standard allows too, is used by no provider.
/// </summary>
internal sealed class SseReader(Stream source, int longestEvent) : EventReader(source, longestEvent)
{
    /// <inheritdoc/>
    protected override int FindEnd(ReadOnlySpan<byte> unread, ref int scanned)
    {
        while (true)
        {
            var feed = unread[scanned..].IndexOf((byte)'\n');
            if (feed < 0)
            {
                return -1;
            }

            var at = scanned + feed;
            var lineEnd = at > 0 && unread[at - 1] == '\r' ? at - 1 : at;
            if (lineEnd == 0 || unread[lineEnd - 1] == '\n')
            {
                return at + 1;
            }

            scanned = at + 1;
        }
    }

    /// <inheritdoc/>
    protected override WireEvent Parse(ReadOnlyMemory<byte> raw)
    {
        var bytes = raw.Span;
        ReadOnlyMemory<byte> data = default;
        ReadOnlyMemory<byte> type = default;
        ArrayBufferWriter<byte>? joined = null;
        var offset = -1;
        var lines = 0;
        for (var at = 0; at < bytes.Length;)
        {
            var feed = bytes[at..].IndexOf((byte)'\n');
            var end = feed < 0 ? bytes.Length : at + feed;
            var line = bytes[at..end].TrimEnd((byte)'\r');
            if (line.StartsWith("data:"u8))
            {
                var start = at + 5 + (line.Length > 5 && line[5] == ' ' ? 1 : 0);
                var value = raw[start..(at + line.Length)];
                if (lines++ == 0)
                {
                    (data, offset) = (value, start);
                }
                else
                {
                    (joined ??= Begin(data)).Write("\n"u8);
                    joined.Write(value.Span);
                }
            }
            else if (line.StartsWith("event:"u8))
            {
                type = raw[(at + 6 + (line.Length > 6 && line[6] == ' ' ? 1 : 0))..(at + line.Length)];
            }

            at = end + 1;
        }

        return joined is null ? new WireEvent(raw, data, offset, type) : new WireEvent(raw, joined.WrittenMemory, -1, type);
    }

    private static ArrayBufferWriter<byte> Begin(ReadOnlyMemory<byte> first)
    {
        var joined = new ArrayBufferWriter<byte>(first.Length + 256);
        joined.Write(first.Span);
        return joined;
    }
}
