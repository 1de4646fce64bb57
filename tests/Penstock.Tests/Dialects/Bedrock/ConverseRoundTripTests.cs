using System.Buffers;
using System.Text.Json.Nodes;
using Penstock.Dialects;
using Penstock.Dialects.Bedrock;
using Penstock.Domain.Calls;
using Penstock.Tests.Dialects.EventStreams;
using Penstock.Tests.Dialects.Streams;
using Penstock.Tests.Resources.Calls;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Dialects.Bedrock;

public sealed class ConverseRoundTripTests
{
    private const string Model = "eu.anthropic.claude-3-7-sonnet-20250219-v1:0";

    private static IEnumerable<Exchange> Recorded(string operation) =>
        ExchangeStore.Load(SharedData.Path("exchanges/exchanges.jsonl")).All.Where(exchange => exchange.Provider == "bedrock" && exchange.Path.EndsWith("/" + operation, StringComparison.Ordinal));

    [Fact]
    public void A_written_request_is_read_again() => Property.Holds(ConverseGenerators.Conversation, input =>
    {
        var lost = new Losses();
        var body = Wire.Write(writer => lost = ConverseRequestWriter.Write(writer, input, Model));
        var (read, error) = ConverseRequestReader.Read(body);

        Assert.Null(error);
        Assert.Empty(lost.Names);
        Assert.Null(lost.Refused);
        return read!;
    });

    [Fact]
    public void A_written_answer_is_read_again() => Property.Holds(ConverseGenerators.Output, output =>
    {
        var lost = new Losses();
        var body = Wire.Write(writer => lost = ConverseAnswerWriter.Write(writer, output, TimeSpan.Zero));

        Assert.Empty(lost.Names);
        return ConverseAnswerReader.Read(body)!;
    });

    [Fact]
    public void A_written_stream_is_read_again_whatever_its_pieces() => Property.Holds(ConverseGenerators.Stream, chunks =>
    {
        var stream = Written(chunks);

        foreach (var piece in (int[])[1, 7, 65536])
        {
            Assert.Equal(Shape.Of(chunks), Shape.Of(ReadAsync(stream, piece).GetAwaiter().GetResult()));
        }
    });

    [Fact]
    public void Recorded_requests_come_out_as_they_went_in()
    {
        var count = 0;
        foreach (var exchange in Recorded("converse").Concat(Recorded("converse-stream")))
        {
            var (input, error) = ConverseRequestReader.Read(exchange.RequestBody);
            Assert.True(error is null, $"{exchange.Id}: {error?.Message}");
            var written = Wire.Text(writer => Assert.Empty(ConverseRequestWriter.Write(writer, input!, Uri.UnescapeDataString(exchange.Model!)).Names));
            var expected = JsonNode.Parse(exchange.RequestBody)!.AsObject();
            Wire.AssertSame(Ordered(expected), Ordered(JsonNode.Parse(written)!), exchange.Id);
            count++;
        }

        Assert.Equal(6, count);
    }

    [Fact]
    public void Recorded_answers_come_out_as_they_went_in()
    {
        var count = 0;
        foreach (var exchange in Recorded("converse"))
        {
            var read = ConverseAnswerReader.Read(exchange.ResponseBody)!;
            var written = Wire.Text(writer => Assert.Empty(ConverseAnswerWriter.Write(writer, read, TimeSpan.Zero).Names));
            var expected = JsonNode.Parse(exchange.ResponseBody)!.AsObject();
            foreach (var none in (string[])["cacheReadInputTokens", "cacheWriteInputTokens"])
            {
                // No tokens are not said.
                if ((long?)expected["usage"]![none] == 0)
                {
                    expected["usage"]!.AsObject().Remove(none);
                }
            }

            Wire.AssertSame(Ordered(expected), Ordered(JsonNode.Parse(written)!), exchange.Id);
            count++;
        }

        Assert.Equal(3, count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(65536)]
    public async Task Recorded_streams_are_read_to_the_last_letter_and_written_again(int piece)
    {
        var count = 0;
        foreach (var exchange in Recorded("converse-stream"))
        {
            var (events, broken, torn) = await Messages.ReadAsync(exchange.ResponseBody, piece);
            Assert.True(broken is null && !torn, exchange.Id);
            var chunks = await ReadAsync(exchange.ResponseBody, piece);
            var deltas = events.Where(e => e.Type == "contentBlockDelta").Select(e => JsonNode.Parse(e.Data)!["delta"]!).ToList();

            Assert.Equal(string.Concat(deltas.Select(delta => (string?)delta["text"])), string.Concat(chunks.OfType<TextChunk>().Select(chunk => chunk.Text)));
            Assert.Equal(string.Concat(deltas.Select(delta => (string?)delta["toolUse"]?["input"])), string.Concat(chunks.OfType<ArgumentsChunk>().Select(chunk => chunk.Arguments)));
            Assert.Equal((long?)JsonNode.Parse(events[^1].Data)!["usage"]!["outputTokens"], chunks.OfType<UsageChunk>().Single().Usage.Output);
            Assert.Single(chunks.OfType<FinishChunk>());
            Assert.Equal(Shape.Of(chunks), Shape.Of(await ReadAsync(Written(chunks), piece)));
            count++;
        }

        Assert.Equal(3, count);
    }

    private static byte[] Written(IReadOnlyList<ChatChunk> chunks)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new ConverseStreamWriter();
        writer.Write(output, chunks);
        writer.WriteEnd(output, TimeSpan.Zero);
        Assert.Empty(writer.Lost.Names);
        return output.WrittenSpan.ToArray();
    }

    private static async Task<List<ChatChunk>> ReadAsync(byte[] stream, int piece)
    {
        List<ChatChunk> chunks = [];
        await using var frames = BedrockProvider.Instance.ReadStream(
            new PiecesStream(stream.Chunk(piece)), new AnswerSource(FrameWriterTests.Call(), new ProviderRequest("model/m/converse-stream", []), null, []));
        FrameKind last = default;
        while (await frames.ReadAsync(CancellationToken.None) is { } frame)
        {
            chunks.AddRange(frame.Chunks);
            last = frame.Kind;
        }

        Assert.Equal(FrameKind.Terminal, last);
        return chunks;
    }

    // Members in one order, since JSON's mean nothing.
    private static JsonNode? Ordered(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Ordered(member.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Ordered)]),
        _ => node?.DeepClone(),
    };
}
