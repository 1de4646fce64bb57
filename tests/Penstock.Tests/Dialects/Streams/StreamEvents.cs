using System.Buffers.Binary;

namespace Penstock.Tests.Dialects.Streams;

/// <summary>Cuts well-formed streams into events, and knows the framing of binary ones; written without the readers that are tested by it.</summary>
internal static class StreamEvents
{
    /// <summary>Events with the blank lines that close them; what is left over comes last.</summary>
    public static List<byte[]> OfText(byte[] stream) => Split(stream, at => EndsBlank(stream, at));

    /// <summary>Lines of a JSON array: elements of a recording begin and end on lines of their own.</summary>
    public static List<byte[]> OfArray(byte[] stream) => Split(stream, at => stream[at] == '\n' && at + 1 < stream.Length && stream[at + 1] is (byte)',' or (byte)'{' or (byte)']');

    /// <summary>Binary messages, by their lengths; what is left over comes last.</summary>
    public static List<byte[]> OfMessages(byte[] stream)
    {
        List<byte[]> all = [];
        var at = 0;
        while (at + 16 <= stream.Length && BinaryPrimitives.ReadUInt32BigEndian(stream.AsSpan(at)) is >= 16 and var total && total <= stream.Length - at)
        {
            all.Add(stream[at..(at + (int)total)]);
            at += (int)total;
        }

        if (at < stream.Length)
        {
            all.Add(stream[at..]);
        }

        return all;
    }

    /// <summary>A binary message of headers and a payload.</summary>
    public static byte[] Message(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> payload)
    {
        var message = new byte[16 + headers.Length + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), Crc(message.AsSpan(0, 8)));
        headers.CopyTo(message.AsSpan(12));
        payload.CopyTo(message.AsSpan(12 + headers.Length));
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(message.Length - 4), Crc(message.AsSpan(0, message.Length - 4)));
        return message;
    }

    /// <summary>Takes a binary message apart; false when its lengths or its checksums are wrong.</summary>
    public static bool TryTake(byte[] message, out Range headers, out Range payload)
    {
        (headers, payload) = (default, default);
        if (message.Length < 16 || BinaryPrimitives.ReadUInt32BigEndian(message) != message.Length
            || BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(4)) is var length && length > message.Length - 16
            || Crc(message.AsSpan(0, 8)) != BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(8))
            || Crc(message.AsSpan(0, message.Length - 4)) != BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(message.Length - 4)))
        {
            return false;
        }

        (headers, payload) = (12..(12 + (int)length), (12 + (int)length)..^4);
        return true;
    }

    // CRC-32 (IEEE 802.3), bit by bit.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var next in bytes)
        {
            crc ^= next;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }

    private static bool EndsBlank(byte[] stream, int at) =>
        stream[at] == '\n' && at > 0 && (stream[at - 1] == '\n' || (stream[at - 1] == '\r' && at > 1 && stream[at - 2] == '\n'));

    private static List<byte[]> Split(byte[] stream, Func<int, bool> ends)
    {
        List<byte[]> all = [];
        var start = 0;
        for (var at = 0; at < stream.Length; at++)
        {
            if (ends(at))
            {
                all.Add(stream[start..(at + 1)]);
                start = at + 1;
            }
        }

        if (start < stream.Length)
        {
            all.Add(stream[start..]);
        }

        return all;
    }
}
