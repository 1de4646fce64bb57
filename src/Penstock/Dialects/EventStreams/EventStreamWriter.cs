using System.Buffers;
using System.Buffers.Binary;

namespace Penstock.Dialects.EventStreams;

/// <summary>Writes messages of <c>application/vnd.amazon.eventstream</c> with a JSON payload.</summary>
internal static class EventStreamWriter
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/vnd.amazon.eventstream";

    /// <summary>Writes an event.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="type">What it is called.</param>
    /// <param name="payload">Its JSON.</param>
    public static void WriteEvent(IBufferWriter<byte> into, ReadOnlySpan<byte> type, ReadOnlySpan<byte> payload) =>
        Write(into, ":event-type"u8, type, "event"u8, payload);

    /// <summary>Writes an exception: SDKs raise it.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="type">What it is called.</param>
    /// <param name="payload">Its JSON.</param>
    public static void WriteException(IBufferWriter<byte> into, ReadOnlySpan<byte> type, ReadOnlySpan<byte> payload) =>
        Write(into, ":exception-type"u8, type, "exception"u8, payload);

    private static void Write(IBufferWriter<byte> into, ReadOnlySpan<byte> typeName, ReadOnlySpan<byte> type, ReadOnlySpan<byte> messageType, ReadOnlySpan<byte> payload)
    {
        var headers = Length(typeName, type) + Length(":content-type"u8, "application/json"u8) + Length(":message-type"u8, messageType);
        var total = EventStreamReader.Frame + headers + payload.Length;
        var message = into.GetSpan(total)[..total];
        BinaryPrimitives.WriteInt32BigEndian(message, total);
        BinaryPrimitives.WriteInt32BigEndian(message[4..], headers);
        BinaryPrimitives.WriteUInt32BigEndian(message[8..], EventCrc.Of(message[..8]));
        var rest = WriteHeader(message[12..], typeName, type);
        rest = WriteHeader(rest, ":content-type"u8, "application/json"u8);
        rest = WriteHeader(rest, ":message-type"u8, messageType);
        payload.CopyTo(rest);
        BinaryPrimitives.WriteUInt32BigEndian(message[^4..], EventCrc.Of(message[..^4]));
        into.Advance(total);
    }

    private static int Length(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => 1 + name.Length + 3 + value.Length;

    private static Span<byte> WriteHeader(Span<byte> into, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        into[0] = (byte)name.Length;
        name.CopyTo(into[1..]);
        into = into[(1 + name.Length)..];
        into[0] = 7;
        BinaryPrimitives.WriteUInt16BigEndian(into[1..], (ushort)value.Length);
        value.CopyTo(into[3..]);
        return into[(3 + value.Length)..];
    }
}
