using System.Buffers.Text;
using System.Text;

namespace Penstock.Bench;

/// <summary>Reads one HTTP/1.1 answer from bytes as they come, without allocating, and knows whether it was whole.</summary>
internal sealed class AnswerReader
{
    private readonly byte[] _head = new byte[8192];
    private readonly byte[] _tail = new byte[16];
    private State _state;
    private int _headLength;
    private long _left;
    private bool _chunked;

    private enum State
    {
        Head,
        Body,
        ChunkSize,
        ChunkEnd,
        Trailer,
        Complete,
    }

    /// <summary>Looks into streamed bodies for the numbered events of a synthetic stream, when set.</summary>
    public EventCounter? Events { get; init; }

    public int Status { get; private set; }

    public long BodyBytes { get; private set; }

    public bool Complete => _state == State.Complete;

    /// <summary>Whether the body ended in what its kind ends in.</summary>
    public bool EndsAs(AnswerEnd end) => end switch
    {
        AnswerEnd.Done => _tail.AsSpan().EndsWith("data: [DONE]\n\n"u8),
        AnswerEnd.MessageStop => _tail.AsSpan().EndsWith("message_stop\"}\n\n"u8),
        AnswerEnd.Object => _tail[^1] == '}' || (_tail[^1] == '\n' && _tail[^2] == '}'),
        _ => true,
    };

    public void Reset()
    {
        (_state, _headLength, _left, _chunked, Status, BodyBytes) = (State.Head, 0, 0, false, 0, 0);
        Array.Clear(_tail);
        Events?.Reset();
    }

    /// <exception cref="InvalidDataException">This is not HTTP as the harness knows it.</exception>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _state != State.Complete)
        {
            switch (_state)
            {
                case State.Body:
                    var taken = (int)Math.Min(_left, bytes.Length);
                    Body(bytes[..taken]);
                    bytes = bytes[taken..];
                    _left -= taken;
                    if (_left == 0)
                    {
                        (_state, _headLength) = (_chunked ? State.ChunkEnd : State.Complete, 0);
                    }

                    break;
                case State.Head:
                    bytes = ReadHead(bytes);
                    break;
                default:
                    bytes = ReadLine(bytes);
                    break;
            }
        }
    }

    private ReadOnlySpan<byte> ReadHead(ReadOnlySpan<byte> bytes)
    {
        var before = _headLength;
        var copied = Math.Min(bytes.Length, _head.Length - before);
        bytes[..copied].CopyTo(_head.AsSpan(before));
        _headLength += copied;
        var end = _head.AsSpan(0, _headLength).IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return _headLength < _head.Length ? default : throw new InvalidDataException("the head is longer than 8 kB");
        }

        var head = _head.AsSpan(0, end + 2);
        Status = Utf8Parser.TryParse(head[9..], out int status, out _) ? status : throw new InvalidDataException("no status");
        _chunked = Value(head, "transfer-encoding:"u8).IndexOf("chunked"u8) >= 0;
        _left = Utf8Parser.TryParse(Value(head, "content-length:"u8), out long length, out _) ? length : 0;
        _headLength = 0;
        _state = _chunked ? State.ChunkSize : _left > 0 ? State.Body : State.Complete;
        return bytes[(end + 4 - before)..];
    }

    /// <summary>A chunk's size, its end, or a trailer: each is a line.</summary>
    private ReadOnlySpan<byte> ReadLine(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var part = end < 0 ? bytes : bytes[..(end + 1)];
        part.CopyTo(_head.AsSpan(_headLength));
        _headLength += part.Length;
        if (end < 0)
        {
            return default;
        }

        var line = _head.AsSpan(0, _headLength).TrimEnd("\r\n"u8);
        _headLength = 0;
        switch (_state)
        {
            case State.ChunkSize:
                _left = Utf8Parser.TryParse(line, out long size, out _, 'x') ? size : throw new InvalidDataException("a chunk without size");
                _state = _left == 0 ? State.Trailer : State.Body;
                break;
            case State.ChunkEnd:
                _state = State.ChunkSize;
                break;
            default:
                _state = line.IsEmpty ? State.Complete : State.Trailer;
                break;
        }

        return bytes[(end + 1)..];
    }

    private void Body(ReadOnlySpan<byte> part)
    {
        BodyBytes += part.Length;
        Events?.Feed(part);
        if (part.Length >= _tail.Length)
        {
            part[^_tail.Length..].CopyTo(_tail);
            return;
        }

        _tail.AsSpan(part.Length).CopyTo(_tail);
        part.CopyTo(_tail.AsSpan(_tail.Length - part.Length));
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        while (!head.IsEmpty)
        {
            var end = head.IndexOf((byte)'\n');
            var line = end < 0 ? head : head[..end];
            if (line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name))
            {
                return line[name.Length..].Trim(" \r"u8);
            }

            head = end < 0 ? default : head[(end + 1)..];
        }

        return default;
    }
}
