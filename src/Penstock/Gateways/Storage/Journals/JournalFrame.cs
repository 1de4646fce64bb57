using System.Buffers.Binary;

namespace Penstock.Gateways.Storage.Journals;

/// <summary>The form of one record in a segment: its length and its CRC-32C, both little-endian 32-bit integers, then its bytes.</summary>
internal static class JournalFrame
{
    /// <summary>Bytes before the payload.</summary>
    public const int Head = 8;

    /// <summary>The longest payload, in bytes: what claims to be longer is not a record.</summary>
    public const int LongestPayload = 1 << 20;

    /// <summary>What the first bytes of a span are.</summary>
    public enum State
    {
        /// <summary>A whole record.</summary>
        Whole,

        /// <summary>The beginning of one, as far as can be seen.</summary>
        Short,

        /// <summary>No record.</summary>
        Bad,
    }

    /// <summary>Fills in the head of a frame whose payload is already there.</summary>
    public static void Seal(Span<byte> frame)
    {
        var payload = frame[Head..];
        BinaryPrimitives.WriteInt32LittleEndian(frame, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Crc32C.Of(payload));
    }

    /// <summary>Reads the first frame of a span; the payload is empty unless it is whole.</summary>
    public static State Read(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (bytes.Length < Head)
        {
            return State.Short;
        }

        // An empty record has the checksum 0: what a machine crash left as zeros would pass for records without end.
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length is <= 0 or > LongestPayload)
        {
            return State.Bad;
        }

        if (bytes.Length - Head < length)
        {
            return State.Short;
        }

        var candidate = bytes.Slice(Head, length);
        if (Crc32C.Of(candidate) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]))
        {
            return State.Bad;
        }

        payload = candidate;
        return State.Whole;
    }
}
