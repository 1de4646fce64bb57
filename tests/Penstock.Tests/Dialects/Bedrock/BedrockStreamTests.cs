using System.Text;
using Penstock.Dialects;
using Penstock.Dialects.Bedrock;
using Penstock.Domain.Calls;
using Penstock.Tests.Dialects.EventStreams;
using Penstock.Tests.Dialects.Streams;
using Penstock.Tests.Resources.Calls;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Dialects.Bedrock;

public sealed class BedrockStreamTests
{
    private const string Usage = """{"usage":{"inputTokens":3,"outputTokens":4,"cacheReadInputTokens":5,"cacheWriteInputTokens":6},"metrics":{"latencyMs":1}}""";
    private static readonly byte[] s_text = Messages.Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"hi"}}""");
    private static readonly byte[] s_stop = Messages.Event("messageStop", """{"stopReason":"end_turn"}""");
    private readonly Call _call = FrameWriterTests.Call();

    [Fact]
    public async Task The_metadata_behind_the_stop_is_the_end_and_tells_the_usage()
    {
        var frames = await ReadAsync("converse-stream", [.. s_text, .. s_stop, .. Messages.Event("metadata", Usage), .. s_text]);

        Assert.Equal([FrameKind.Data, FrameKind.Data, FrameKind.Terminal], frames.Select(frame => frame.Kind));
        Assert.Equal(new TokenUsage { Input = 14, Output = 4, CachedInput = 5, CacheWriteInput = 6 }, _call.State.Usage);
    }

    [Fact]
    public async Task Without_metadata_only_the_end_behind_the_stop_is_clean()
    {
        Assert.Equal(FrameKind.Terminal, (await ReadAsync("converse-stream", [.. s_text, .. s_stop]))[^1].Kind);
        Assert.Equal(ErrorKind.ProviderCut, (await ReadAsync("converse-stream", s_text))[^1].Error?.Kind);
        Assert.Equal(ErrorKind.ProviderCut, (await ReadAsync("converse-stream", [.. s_text, .. s_stop, 0, 0, 1]))[^1].Error?.Kind);
        Assert.Equal(ErrorKind.ProviderCut, (await ReadAsync("converse-stream", []))[^1].Error?.Kind);
    }

    [Theory]
    [InlineData("throttlingException", 429, "ThrottlingException")]
    [InlineData("modelStreamErrorException", 424, "ModelStreamErrorException")]
    [InlineData("internalServerException", 500, "InternalServerException")]
    public async Task An_exception_is_an_error_with_its_class_and_its_bytes(string type, int status, string name)
    {
        var exception = Messages.Exception(type, """{"message":"too bad"}""");

        foreach (var operation in (string[])["converse-stream", "invoke-with-response-stream"])
        {
            var frames = await ReadAsync(operation, [.. exception, .. s_stop]);

            var frame = Assert.Single(frames);
            Assert.Equal((FrameKind.Error, ErrorKind.ProviderError, status, name), (frame.Kind, frame.Error!.Kind, frame.Error.Status, frame.Error.Code));
            Assert.Equal("too bad", frame.Error.Message);
            Assert.Equal(exception, frame.Raw);
        }
    }

    [Fact]
    public async Task An_event_that_is_no_json_is_no_event()
    {
        Assert.Equal(ErrorKind.ProviderCut, (await ReadAsync("converse-stream", [.. Messages.Event("messageStart", "{"), .. s_stop]))[0].Error?.Kind);
        Assert.Equal(ErrorKind.ProviderCut, (await ReadAsync("invoke-with-response-stream", Messages.Event("chunk", """{"bytes":"no base64!"}""")))[0].Error?.Kind);
    }

    [Theory]
    [InlineData("""{"type":"message_stop"}""", true)]
    [InlineData("""{"outputText":"x","completionReason":"FINISH"}""", true)]
    [InlineData("""{"generation":"","stop_reason":"stop"}""", true)]
    [InlineData("""{"outputs":[{"text":"x","stop_reason":"stop"}]}""", true)]
    [InlineData("""{"is_finished":true}""", true)]
    [InlineData("""{"generation":"x","stop_reason":null}""", false)]
    [InlineData("""{"type":"content_block_delta"}""", false)]
    [InlineData("7", false)]
    public async Task A_native_stream_ends_with_the_last_piece_of_its_family(string piece, bool ends)
    {
        var last = (await ReadAsync("invoke-with-response-stream", Chunk(piece)))[^1];

        Assert.Equal(ends ? FrameKind.Terminal : FrameKind.Error, last.Kind);
    }

    [Fact]
    public async Task A_native_stream_is_metered_by_what_Bedrock_adds()
    {
        await ReadAsync("invoke-with-response-stream", Chunk("""{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":7,"outputTokenCount":8,"cacheReadInputTokenCount":2,"invocationLatency":9}}"""));

        Assert.Equal(new TokenUsage { Input = 9, Output = 8, CachedInput = 2 }, _call.State.Usage);
    }

    [Fact]
    public async Task No_change_to_a_recorded_stream_lets_an_exception_out_or_makes_a_torn_one_whole()
    {
        var chance = new Random(11);
        foreach (var exchange in ExchangeStore.Load(SharedData.Path("exchanges/exchanges.jsonl")).All.Where(exchange => exchange is { Provider: "bedrock", Stream: true }))
        {
            var operation = exchange.Path[(exchange.Path.LastIndexOf('/') + 1)..];
            for (var i = 0; i < 400; i++)
            {
                var changed = exchange.ResponseBody[..chance.Next(exchange.ResponseBody.Length)];
                for (var flips = chance.Next(3); flips > 0 && changed.Length > 0; flips--)
                {
                    changed[chance.Next(changed.Length)] ^= (byte)(1 << chance.Next(8));
                }

                var frames = await ReadAsync(operation, changed);

                Assert.True(frames[^1].Kind is FrameKind.Error || frames.Any(frame => Encoding.ASCII.GetString(frame.Raw).Contains(operation == "converse-stream" ? "messageStop" : "chunk", StringComparison.Ordinal)));
            }
        }
    }

    private static byte[] Chunk(string piece) => Messages.Event("chunk", $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(piece))}}","p":"abc"}""");

    private async Task<List<Seen>> ReadAsync(string operation, byte[] stream)
    {
        List<Seen> seen = [];
        await using var frames = BedrockProvider.Instance.ReadStream(new PiecesStream(stream.Chunk(97)), new AnswerSource(_call, new ProviderRequest("model/m/" + operation, []), null, []));
        while (await frames.ReadAsync(CancellationToken.None) is { } frame)
        {
            _ = frame.Chunks;
            seen.Add(new(frame.Kind, frame.Raw.ToArray(), frame.Error));
        }

        return seen;
    }

    private sealed record Seen(FrameKind Kind, byte[] Raw, CallError? Error);
}
