using System.Buffers.Binary;

namespace Penstock.Dialects.EventStreams;

/// <summary>Walks the headers of a message: a name of up to 255 bytes, a value type, a value (AWS's <c>application/vnd.amazon.eventstream</c>).</summary>
internal ref struct EventHeaders(ReadOnlySpan<byte> bytes)
{
    private const byte Text = 7;
    private ReadOnlySpan<byte> _rest = bytes;
    private int _at;

    /// <summary>The header's name.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Where its text stands among the headers; empty for a value that is no text.</summary>
    public Range Value { get; private set; }

    /// <summary>Whether what is there is no header.</summary>
    public bool Broken { get; private set; }

    /// <summary>Goes to the next header; false at the end, or at what is no header.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty || Broken)
        {
            return false;
        }

        int name = _rest[0];
        if (_rest.Length < name + 2 || !TryLength(_rest[(name + 1)..], out var prefix, out var length))
        {
            Broken = true;
            return false;
        }

        Name = _rest.Slice(1, name);
        var start = name + 2 + prefix;
        Value = _rest[name + 1] == Text ? new Range(_at + start, _at + start + length) : default;
        _at += start + length;
        _rest = _rest[(start + length)..];
        return true;
    }

    // The value behind its type: how many bytes tell its length, and how many it has.
    private static bool TryLength(ReadOnlySpan<byte> typed, out int prefix, out int length)
    {
        (prefix, length) = typed[0] switch
        {
            0 or 1 => (0, 0),
            2 => (0, 1),
            3 => (0, 2),
            4 => (0, 4),
            5 or 8 => (0, 8),
            9 => (0, 16),
            6 or Text when typed.Length >= 3 => (2, BinaryPrimitives.ReadUInt16BigEndian(typed[1..])),
            _ => (0, int.MaxValue / 2),
        };
        return typed.Length - 1 >= prefix + length;
    }
}
