using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Penstock.Dialects.Sse;

/// <summary>
/// Cuts a byte stream into server-sent events (WHATWG HTML, section 9.2) without changing a byte.
/// DIALECT: lines may end in LF or CRLF; a lone CR, which the standard allows too, is used by no provider.
/// </summary>
internal sealed class SseReader(Stream source, int longestEvent) : IDisposable
{
    private const int ReadSize = 16 * 1024;
    private readonly PooledBytes _buffer = new(ReadSize);
    private int _consumed;
    private int _scanned;
    private bool _ended;

    /// <summary>Whether an event grew beyond the bound; nothing more is read then.</summary>
    public bool TooLong { get; private set; }

    /// <summary>Whether bytes were left over at the end that are no whole event.</summary>
    public bool Torn => _ended && _buffer.Length > _consumed;

    /// <summary>Whether the next event is in the buffer already.</summary>
    public bool HasBuffered => FindEnd() >= 0;

    /// <summary>Takes the next event if it is in the buffer already; the one before is no longer valid.</summary>
    public bool TryRead([NotNullWhen(true)] out SseEvent? next)
    {
        var end = FindEnd();
        if (end < 0)
        {
            next = null;
            return false;
        }

        var raw = _buffer.Memory[_consumed..end];
        _consumed = _scanned = end;
        next = Parse(raw);
        return true;
    }

    /// <summary>Reads the next event; null at the end of the stream, whether clean, torn or too long.</summary>
    public async ValueTask<SseEvent?> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            if (TryRead(out var next))
            {
                return next;
            }

            if (_ended)
            {
                return null;
            }

            if (_consumed > 0)
            {
                _buffer.Drop(_consumed);
                _scanned -= _consumed;
                _consumed = 0;
            }

            if (_buffer.Length > longestEvent)
            {
                TooLong = _ended = true;
                return null;
            }

            var read = await source.ReadAsync(_buffer.Free(Math.Min(ReadSize, 1 + _buffer.Length)), ct);
            _ended = read == 0;
            _buffer.Advance(read);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

    // The end of the first whole event: just behind the blank line that closes it. -1 when there is none yet.
    private int FindEnd()
    {
        var bytes = _buffer.Memory.Span;
        while (true)
        {
            var feed = bytes[_scanned..].IndexOf((byte)'\n');
            if (feed < 0)
            {
                return -1;
            }

            var at = _scanned + feed;
            var lineEnd = at > _consumed && bytes[at - 1] == '\r' ? at - 1 : at;
            if (lineEnd == _consumed || (lineEnd > _consumed && bytes[lineEnd - 1] == '\n'))
            {
                return at + 1;
            }

            _scanned = at + 1;
        }
    }

    private static SseEvent Parse(ReadOnlyMemory<byte> raw)
    {
        var bytes = raw.Span;
        ReadOnlyMemory<byte> data = default;
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

            at = end + 1;
        }

        return joined is null ? new SseEvent(raw, data, offset) : new SseEvent(raw, joined.WrittenMemory, -1);
    }

    private static ArrayBufferWriter<byte> Begin(ReadOnlyMemory<byte> first)
    {
        var joined = new ArrayBufferWriter<byte>(first.Length + 256);
        joined.Write(first.Span);
        return joined;
    }
}
