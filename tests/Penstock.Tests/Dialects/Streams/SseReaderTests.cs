using System.Diagnostics;
using System.Text;
using FsCheck.Fluent;
using Penstock.Dialects.Streams;
using Xunit;

namespace Penstock.Tests.Dialects.Streams;

public sealed class SseReaderTests
{
    private const string Sample = ": a comment\n\nevent: delta\nid: 7\ndata: {\"a\":1}\n\ndata:tight\ndata: \ndata:  two spaces\nretry: 3\n\ndatum: no\n\n\ndata: [DONE]\n\n";
    private static readonly string[] s_data = ["", "{\"a\":1}", "tight\n\n two spaces", "", "", "[DONE]"];

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task Reads_the_same_events_wherever_the_bytes_are_split(string lineEnd)
    {
        var bytes = Bytes(Sample.Replace("\n", lineEnd, StringComparison.Ordinal));
        for (var at = 0; at <= bytes.Length; at++)
        {
            var read = await ReadAsync(bytes[..at], bytes[at..]);

            Assert.Equal(s_data, read.Data);
            Assert.Equal(bytes, read.Raw);
            Assert.False(read.Torn);
        }
    }

    [Fact]
    public async Task Reads_one_byte_at_a_time()
    {
        var read = await ReadAsync([.. Bytes(Sample.Replace("\n", "\r\n", StringComparison.Ordinal)).Select(one => new[] { one })]);

        Assert.Equal(s_data, read.Data);
    }

    [Fact]
    public async Task Says_where_the_data_stands_unless_it_was_joined()
    {
        using var reader = Reader(Bytes("event: x\r\ndata: one\r\n\r\ndata:two\ndata:three\n\n: none\n\n"));

        var one = (await reader.ReadAsync(CancellationToken.None))!.Value;
        Assert.Equal("one", Encoding.UTF8.GetString(one.Raw.Span.Slice(one.DataOffset, one.Data.Length)));
        Assert.Equal(16, one.DataOffset);
        Assert.True(reader.HasBuffered);
        Assert.Equal(-1, (await reader.ReadAsync(CancellationToken.None))!.Value.DataOffset);
        var none = (await reader.ReadAsync(CancellationToken.None))!.Value;
        Assert.True(none.Data.IsEmpty);
        Assert.Equal(-1, none.DataOffset);
        Assert.False(reader.HasBuffered);
        Assert.Null(await reader.ReadAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("data: one\n\ndata: two")]
    [InlineData("data: one\n\ndata: two\n")]
    [InlineData("data: one\r\n\r\ndata: two\r\n\r")]
    public async Task Does_not_take_a_torn_event_for_a_whole_one(string text)
    {
        var read = await ReadAsync(Bytes(text));

        Assert.Equal(["one"], read.Data);
        Assert.True(read.Torn);
    }

    [Fact]
    public async Task Stops_at_an_event_that_is_too_long()
    {
        var pieces = Enumerable.Repeat(Bytes(new string('x', 1000)), 100);
        using var reader = new SseReader(new PiecesStream([Bytes("data: one\n\ndata: "), .. pieces]), 20_000);

        Assert.NotNull(await reader.ReadAsync(CancellationToken.None));
        Assert.Null(await reader.ReadAsync(CancellationToken.None));
        Assert.True(reader.Broken is not null);
        Assert.Null(await reader.ReadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Reads_events_larger_than_its_buffer()
    {
        var text = new string('x', 100_000);

        var read = await ReadAsync(Bytes($"data: {text}\n\ndata: {text}\n\n"));

        Assert.Equal([text, text], read.Data);
    }

    [Fact]
    public async Task Joins_a_great_many_lines_in_time_that_grows_with_them()
    {
        var begun = Stopwatch.GetTimestamp();

        var read = await ReadAsync(Bytes(string.Concat(Enumerable.Repeat("data:x\n", 500_000)) + "\n"));

        Assert.Equal(999_999, Assert.Single(read.Data).Length);

        // Copying what was joined with every line would take minutes.
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Lets_the_connection_s_fault_through()
    {
        using var reader = new SseReader(new PiecesStream([Bytes("data: one\n\ndata")], new IOException("reset")), 1000);

        Assert.NotNull(await reader.ReadAsync(CancellationToken.None));
        await Assert.ThrowsAsync<IOException>(() => reader.ReadAsync(CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task Goes_on_where_it_was_cancelled()
    {
        using var reader = Reader(Bytes("data: on"), Bytes("e\n\n"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader.ReadAsync(new CancellationToken(canceled: true)).AsTask());

        Assert.Equal("one", Encoding.UTF8.GetString((await reader.ReadAsync(CancellationToken.None))!.Value.Data.Span));
    }

    [Fact]
    public void Gives_back_every_byte_of_whatever_whole_events_come_in_whatever_pieces()
    {
        var line = Gen.Elements("", "data: {}", "data:", "data", "event: x", ": c", ":", "id", "dat", "data: ä😀", "x\ry").Select(Bytes);
        var end = Gen.Elements("\n", "\r\n").Select(Bytes);
        var lines = from text in line from close in end select (byte[])[.. text, .. close];
        var cases = from many in lines.ListOf()
                    from sizes in Gen.Choose(1, 40).NonEmptyListOf()
                    select (Body: (byte[])[.. many.SelectMany(bytes => bytes), .. "\n\n"u8], Sizes: sizes.ToArray());

        Property.Holds(cases, given =>
        {
            var pieces = new List<byte[]>();
            for (int at = 0, i = 0; at < given.Body.Length; at += pieces[^1].Length, i++)
            {
                pieces.Add(given.Body[at..Math.Min(given.Body.Length, at + given.Sizes[i % given.Sizes.Length])]);
            }

            var cut = ReadAsync([.. pieces]).GetAwaiter().GetResult();
            var whole = ReadAsync(given.Body).GetAwaiter().GetResult();

            Assert.Equal(given.Body, cut.Raw);
            Assert.Equal(whole.Data, cut.Data);
            Assert.False(cut.Torn);
        });
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static SseReader Reader(params byte[][] pieces) => new(new PiecesStream(pieces), 16 * 1024 * 1024);

    private static async Task<(List<string> Data, byte[] Raw, bool Torn)> ReadAsync(params byte[][] pieces)
    {
        using var reader = Reader(pieces);
        var data = new List<string>();
        var raw = new List<byte>();
        while (await reader.ReadAsync(CancellationToken.None) is { } next)
        {
            data.Add(Encoding.UTF8.GetString(next.Data.Span));
            raw.AddRange(next.Raw.Span);
        }

        return (data, [.. raw], reader.Torn);
    }
}
