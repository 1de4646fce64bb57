using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Penstock.Dialects;
using Penstock.Dialects.Anthropic;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Tests.Dialects.Streams;
using Penstock.Tests.Resources.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.Anthropic;

public sealed class MessageEventTests
{
    private const string Odd = "\"{}[]:,\\ \n0x";

    [Fact]
    public void What_is_written_is_read_again() => Property.Holds(MessageGenerators.Stream, chunks =>
    {
        var stream = Written([chunks[..2], chunks[2..]], out var lost);

        Assert.Empty(lost.Names);
        Assert.Equal(Shape.Of(chunks), Shape.Of(Read(stream)));
    });

    [Fact]
    public void Every_event_has_a_name_and_one_line() => Property.Holds(MessageGenerators.Stream, chunks =>
    {
        var events = Written([chunks], out _).Split("\n\n")[..^1];

        Assert.All(events, one => Assert.Equal(["event:", "data:"], one.Split('\n').Select(line => line.Split(' ')[0])));
        Assert.StartsWith("event: message_start\n", events[0]);
        Assert.Equal("event: message_stop\ndata: {\"type\":\"message_stop\"}", events[^1]);
        Assert.All(events, one => Assert.Equal(one.Split('\n')[0]["event: ".Length..], (string?)JsonNode.Parse(one[(one.IndexOf("data: ", StringComparison.Ordinal) + 6)..])!["type"]));
    });

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(65536)]
    public async Task Recorded_streams_are_the_same_answer_whatever_the_pieces(int size)
    {
        var count = 0;
        foreach (var exchange in SharedData.Exchanges().Where(e => e is { Provider: "anthropic", Stream: true, Status: 200 }))
        {
            using var call = FrameWriterTests.Call();
            List<List<ChatChunk>> frames = [];
            var raw = new StringBuilder();
            await using var stream = AnthropicProvider.Instance.ReadStream(
                new PiecesStream(Encoding.UTF8.GetBytes(exchange.Response).Chunk(size)), new AnswerSource(call, new ProviderRequest("", []), null, []));
            FrameKind last = default;
            while (await stream.ReadAsync(TestContext.Current.CancellationToken) is { } frame)
            {
                raw.Append(Encoding.UTF8.GetString(frame.Raw.Span));
                frames.Add([.. frame.Chunks]);
                last = frame.Kind;
            }

            Assert.Equal((FrameKind.Terminal, exchange.Response.TrimEnd()), (last, raw.ToString().TrimEnd()));
            var expected = Assembled(exchange.Response);
            Wire.AssertSame(expected, Assembled(Written(frames, out var lost)), exchange.Id);
            Assert.Empty(lost.Names);
            Assert.Equal((long)expected["usage"]!["output_tokens"]!, call.State.Usage!.Value.Output);
            Assert.Equal(
                new[] { "input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens" }.Sum(name => (long)expected["usage"]![name]!), call.State.Usage.Value.Input);
            count++;
        }

        Assert.Equal(12, count);
    }

    [Fact]
    public void A_stream_is_written_as_Anthropic_writes_one()
    {
        var stream = Written(
            [
                [new StartChunk { Id = "msg_1" }],
                [new ReasoningChunk("hm")],
                [new TextChunk("It is")],
                [new ToolCallChunk(0, "call_a", "f"), new ArgumentsChunk(0, "{}"), new FinishChunk(new Finish(FinishReason.Stop))],
                [new UsageChunk(new TokenUsage { Input = 3, Output = 4, Reasoning = 1 })],
            ],
            out _);

        Assert.Equal(
            """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"It is"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":1}

            event: content_block_start
            data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"call_a","name":"f","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{}"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":2}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":3,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":4,"output_tokens_details":{"thinking_tokens":1}}}

            event: message_stop
            data: {"type":"message_stop"}


            """.ReplaceLineEndings("\n"),
            stream);
    }

    [Fact]
    public void A_tool_s_call_without_arguments_is_given_an_empty_object()
    {
        const string Stream =
            "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"f\",\"input\":{}}}\n\n"
            + "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\"}}\n\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n";

        Assert.Equal([new ToolCallChunk(0, "a", "f"), new ArgumentsChunk(0, "{}")], Read(Stream));
    }

    [Fact]
    public void A_tool_that_the_provider_runs_comes_whole_with_what_it_is_asked()
    {
        const string Stream =
            "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"server_tool_use\",\"id\":\"a\",\"name\":\"web_search\",\"input\":{}}}\n\n"
            + "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"q\\\":\"}}\n\n"
            + "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"1}\"}}\n\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n";

        Assert.Equal(
            [new PartChunk(new OtherPart("anthropic", "server_tool_use", """{"type":"server_tool_use","id":"a","name":"web_search","input":{"q":1}}"""))], Read(Stream));
    }

    [Fact]
    public void Arguments_of_calls_that_a_provider_mixes_stay_with_their_calls()
    {
        List<ChatChunk> chunks = [new ToolCallChunk(0, "a", "f"), new ToolCallChunk(1, "b", "g"), new ArgumentsChunk(0, "{\"x\":1}"), new ArgumentsChunk(1, "{}")];

        var blocks = Assembled(Written([chunks], out _))["content"]!.AsArray();

        Assert.Equal(["""{"x":1}""", "{}"], blocks.Select(block => block!["input"]!.ToJsonString()));
    }

    [Fact]
    public void What_cannot_be_carried_is_named()
    {
        Written(
            [[
                new TextChunk("x") { Signature = "g" }, new TextChunk("y") { Choice = 1 }, new AnnotationChunk(new OtherAnnotation("openai", "x", "{}")),
                new PartChunk(new ImagePart(new MediaUrl("u"))), new AudioChunk { Base64 = "AA==" }, new LogProbsChunk(new LogProbs()),
            ]],
            out var lost);

        Assert.Equal(["signature", "choices", "annotation", "image", "audio", "logprobs"], lost.Names);
    }

    [Fact]
    public void A_signature_over_a_call_stays_with_its_block()
    {
        List<ChatChunk> chunks = [new ToolCallChunk(0, "a", "f") { Signature = "g" }, new ArgumentsChunk(0, "{}")];

        Assert.Equal(chunks, Read(Written([chunks], out var lost)).Where(chunk => chunk is ToolCallChunk or ArgumentsChunk));
        Assert.Empty(lost.Names);
    }

    [Fact]
    public async Task Broken_streams_never_raise_and_never_end_without_their_terminal_event()
    {
        var chance = new Random(20261122);
        foreach (var exchange in SharedData.Exchanges().Where(e => e is { Provider: "anthropic", Stream: true, Status: 200 }))
        {
            for (var i = 0; i < 100; i++)
            {
                var bytes = Broken(Encoding.UTF8.GetBytes(exchange.Response), chance);
                using var call = FrameWriterTests.Call();
                await using var stream = AnthropicProvider.Instance.ReadStream(new PiecesStream(bytes.Chunk(1000)), new AnswerSource(call, new ProviderRequest("", []), null, []));
                FrameKind last = default;
                while (await stream.ReadAsync(TestContext.Current.CancellationToken) is { } frame)
                {
                    _ = frame.Chunks.Count;
                    last = frame.Kind;
                }

                Assert.True(last == FrameKind.Error || (last == FrameKind.Terminal && Encoding.UTF8.GetString(bytes).Contains("message_stop", StringComparison.Ordinal)));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"type":"content_block_delta","delta":{"type":"te""")]
    public void Data_that_is_no_event_is_refused(string data) => Assert.False(new MessageEventReader().TryRead(Wire.Bytes(data), []));

    // Cut short, with bytes changed, or with a part said twice.
    private static byte[] Broken(byte[] bytes, Random chance)
    {
        var at = chance.Next(bytes.Length);
        switch (chance.Next(3))
        {
            case 0:
                return bytes[..at];
            case 1:
                for (var i = 0; i < 5; i++)
                {
                    bytes[chance.Next(bytes.Length)] = (byte)Odd[chance.Next(Odd.Length)];
                }

                return bytes;
            default:
                return [.. bytes[..at], .. bytes[chance.Next(at + 1)..]];
        }
    }

    private static List<ChatChunk> Read(string stream)
    {
        List<ChatChunk> chunks = [];
        var reader = new MessageEventReader();
        foreach (var data in Wire.Events(stream))
        {
            Assert.True(reader.TryRead(Wire.Bytes(data), chunks), data);
        }

        return chunks;
    }

    private static string Written(IEnumerable<List<ChatChunk>> frames, out Losses lost)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new MessageEventWriter("call_1", "m");
        foreach (var frame in frames)
        {
            writer.Write(output, frame);
        }

        writer.WriteEnd(output);
        lost = writer.Lost;
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    // A stream put together as the SDKs do it, apart from the codec, whose judge it is.
    private static JsonObject Assembled(string stream)
    {
        JsonObject? message = null;
        Dictionary<int, string> inputs = [];
        foreach (var one in Wire.Events(stream).Select(data => JsonNode.Parse(data)!))
        {
            var block = one["index"] is { } index && message!["content"]!.AsArray() is var blocks && blocks.Count > (int)index ? blocks[(int)index]!.AsObject() : null;
            switch ((string)one["type"]!)
            {
                case "message_start":
                    message = one["message"]!.DeepClone().AsObject();
                    message.Remove("model");
                    break;
                case "content_block_start":
                    message!["content"]!.AsArray().Add(one["content_block"]!.DeepClone());
                    break;
                case "content_block_delta":
                    var delta = one["delta"]!;
                    if (delta["partial_json"] is { } json)
                    {
                        inputs[(int)one["index"]!] = inputs.GetValueOrDefault((int)one["index"]!) + (string)json!;
                        break;
                    }

                    var name = delta["text"] is not null ? "text" : delta["thinking"] is not null ? "thinking" : "signature";
                    block![name] = (string)block[name]! + (string)delta[name]!;
                    break;
                case "message_delta":
                    message!["stop_reason"] = one["delta"]!["stop_reason"]?.DeepClone();
                    foreach (var (name2, count) in one["usage"]!.AsObject())
                    {
                        message["usage"]![name2] = count?.DeepClone();
                    }

                    break;
                default:
                    break;
            }
        }

        foreach (var (index, json) in inputs)
        {
            message!["content"]![index]!["input"] = JsonNode.Parse(json.Length == 0 ? "{}" : json);
        }

        foreach (var name in new[] { "cache_creation", "service_tier", "inference_geo" })
        {
            message!["usage"]!.AsObject().Remove(name);
        }

        // The oldest recordings have none of these yet.
        message!["usage"]!["cache_creation_input_tokens"] ??= 0L;
        message["usage"]!["cache_read_input_tokens"] ??= 0L;
        return message;
    }
}
