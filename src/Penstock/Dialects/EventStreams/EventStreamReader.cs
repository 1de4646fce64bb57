using System.Buffers.Binary;
using Penstock.Dialects.Streams;

namespace Penstock.Dialects.EventStreams;

/// <summary>
/// Messages of <c>application/vnd.amazon.eventstream</c>: total length, length of the headers, a CRC of these two, headers, payload, a CRC of it
/// all; numbers are big-endian. An event's type is <c>:event-type</c>, an exception's <c>:exception-type</c>.
/// </summary>
internal sealed class EventStreamReader(Stream source, int longestEvent) : EventReader(source, longestEvent)
{
    /// <summary>The bytes of a message that are neither headers nor payload.</summary>
    public const int Frame = Prelude + 4;

    private const int Prelude = 12;
    private readonly int _longest = longestEvent;

    /// <summary>Whether the event that was read last is an exception or an error and no event.</summary>
    public bool IsFault { get; private set; }

    /// <inheritdoc/>
    protected override int FindEnd(ReadOnlySpan<byte> unread, ref int scanned)
    {
        if (unread.Length < Prelude)
        {
            return -1;
        }

        var total = BinaryPrimitives.ReadUInt32BigEndian(unread);
        var headers = BinaryPrimitives.ReadUInt32BigEndian(unread[4..]);
        if (EventCrc.Of(unread[..8]) != BinaryPrimitives.ReadUInt32BigEndian(unread[8..]))
        {
            Break("a message whose head does not fit its checksum");
        }
        else if (total < Frame || headers > total - Frame)
        {
            Break("a message whose lengths cannot be");
        }
        else if (total > _longest)
        {
            Break($"a message of more than {_longest / 1024 / 1024} MiB");
        }
        else if (unread.Length >= total)
        {
            return (int)total;
        }

        return -1;
    }

    /// <inheritdoc/>
    protected override WireEvent Parse(ReadOnlyMemory<byte> raw)
    {
        var bytes = raw.Span;
        if (EventCrc.Of(bytes[..^4]) != BinaryPrimitives.ReadUInt32BigEndian(bytes[^4..]))
        {
            Break("a message that does not fit its checksum");
            return new WireEvent(raw, default, -1);
        }

        var payload = Prelude + BinaryPrimitives.ReadInt32BigEndian(bytes[4..]);
        var headers = raw[Prelude..payload];
        var walk = new EventHeaders(headers.Span);
        ReadOnlyMemory<byte> type = default;
        IsFault = false;
        while (walk.Next())
        {
            if (walk.Name.SequenceEqual(":message-type"u8))
            {
                IsFault = !headers.Span[walk.Value].SequenceEqual("event"u8);
            }
            else if (walk.Name.SequenceEqual(":event-type"u8) || walk.Name.SequenceEqual(":exception-type"u8) || walk.Name.SequenceEqual(":error-code"u8))
            {
                type = headers[walk.Value];
            }
        }

        if (walk.Broken)
        {
            Break("a message whose headers cannot be read");
        }

        return new WireEvent(raw, raw[payload..^4], payload, type);
    }
}
