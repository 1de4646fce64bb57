using System.Buffers.Binary;
using System.Text;
using Penstock.Dialects.EventStreams;
using Xunit;

namespace Penstock.Tests.Dialects.EventStreams;

public sealed class EventStreamReaderTests
{
    private static readonly byte[] Stream = [.. Messages.Event("messageStart", """{"role":"assistant"}"""), .. Messages.Event("a", ""), .. Messages.Exception("throttlingException", """{"message":"slow"}""")];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(65536)]
    public async Task Reads_messages_whatever_the_pieces(int piece)
    {
        var (read, broken, torn) = await Messages.ReadAsync(Stream, piece);

        Assert.Equal([("messageStart", """{"role":"assistant"}""", false), ("a", "", false), ("throttlingException", """{"message":"slow"}""", true)], read);
        Assert.Null(broken);
        Assert.False(torn);
    }

    [Fact]
    public void Counts_the_checksum_that_the_standard_gives() => Assert.Equal(0xCBF43926, EventCrc.Of("123456789"u8));

    [Fact]
    public void A_checksum_goes_on_where_another_ended() => Assert.Equal(EventCrc.Of("123456789"u8), EventCrc.Of("6789"u8, EventCrc.Of("12345"u8)));

    [Fact]
    public async Task Never_takes_a_stream_with_a_changed_bit_for_a_whole_one()
    {
        for (var at = 0; at < Stream.Length; at++)
        {
            var changed = (byte[])Stream.Clone();
            changed[at] ^= 0x10;

            var (read, broken, torn) = await Messages.ReadAsync(changed, 64);

            Assert.True(read.Count < 3, $"byte {at} was changed");
            Assert.True(broken is not null || torn, $"byte {at} was changed");
        }
    }

    [Fact]
    public async Task Knows_a_torn_stream()
    {
        for (var length = 1; length < Messages.Event("messageStart", """{"role":"assistant"}""").Length; length++)
        {
            var (read, broken, torn) = await Messages.ReadAsync(Stream[..length], 9);

            Assert.Empty(read);
            Assert.Null(broken);
            Assert.True(torn);
        }
    }

    [Fact]
    public async Task Skips_headers_of_every_type()
    {
        byte[] headers =
        [
            .. Header("t", 0, []), .. Header("f", 1, []), .. Header("byte", 2, [1]), .. Header("short", 3, [1, 2]), .. Header("int", 4, [1, 2, 3, 4]),
            .. Header("long", 5, new byte[8]), .. Header("bytes", 6, [0, 3, 1, 2, 3]), .. Header(":event-type", 7, [0, 2, (byte)'o', (byte)'k']), .. Header("time", 8, new byte[8]),
            .. Header("uuid", 9, new byte[16]), .. Header(":message-type", 7, [0, 5, .. "event"u8]),
        ];

        var (read, broken, _) = await Messages.ReadAsync(Message(headers, "{}"u8), 3);

        Assert.Null(broken);
        Assert.Equal([("ok", "{}", false)], read);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(255)]
    public async Task Refuses_headers_of_an_unknown_type(byte type)
    {
        var (read, broken, _) = await Messages.ReadAsync(Message([.. Header("x", type, new byte[40])], "{}"u8), 16);

        Assert.Empty(read);
        Assert.NotNull(broken);
    }

    [Fact]
    public async Task Refuses_a_header_that_is_longer_than_all_headers()
    {
        var (_, broken, _) = await Messages.ReadAsync(Message([.. Header("x", 7, [0xFF, 0xFF])], "{}"u8), 16);

        Assert.NotNull(broken);
    }

    [Fact]
    public async Task Refuses_a_message_beyond_the_bound_by_its_head_alone()
    {
        var head = new byte[12];
        BinaryPrimitives.WriteInt32BigEndian(head, 5000);
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(8), EventCrc.Of(head.AsSpan(0, 8)));

        var (read, broken, _) = await Messages.ReadAsync(head, 12, longest: 4096);

        Assert.Empty(read);
        Assert.NotNull(broken);
    }

    [Fact]
    public async Task Bears_any_bytes()
    {
        var chance = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var noise = (byte[])Stream.Clone();
            for (var flips = chance.Next(1, 6); flips > 0; flips--)
            {
                noise[chance.Next(noise.Length)] = (byte)chance.Next(256);
            }

            var (read, _, _) = await Messages.ReadAsync(noise[..chance.Next(noise.Length + 1)], chance.Next(1, 200));

            Assert.True(read.Count <= 3);
        }
    }

    private static byte[] Header(string name, byte type, byte[] value) => [(byte)name.Length, .. Encoding.UTF8.GetBytes(name), type, .. value];

    private static byte[] Message(byte[] headers, ReadOnlySpan<byte> payload)
    {
        var message = new byte[EventStreamReader.Frame + headers.Length + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), EventCrc.Of(message.AsSpan(0, 8)));
        headers.CopyTo(message, 12);
        payload.CopyTo(message.AsSpan(12 + headers.Length));
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(message.Length - 4), EventCrc.Of(message.AsSpan(0, message.Length - 4)));
        return message;
    }
}
