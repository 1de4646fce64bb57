using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Penstock.Dialects;
using Penstock.Dialects.Responses;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Tests.Dialects.Streams;
using Penstock.Tests.Resources.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.Responses;

public sealed class ResponsesAnswerTests
{
    private static ResponseHead Head => new("resp_1", "m", DateTimeOffset.FromUnixTimeSeconds(1), ResponseEcho.Of(default, null));

    [Fact]
    public void What_is_written_is_read_again() => Property.Holds(ResponseGenerators.Output, output =>
    {
        Losses lost = new();
        var body = Wire.Write(writer => lost = ResponsesAnswerWriter.Write(writer, output, Head));

        Assert.Empty(lost.Names);
        Assert.Equal(Plain(output), Plain(ResponsesAnswerReader.Read(body)!));
    });

    [Fact]
    public void A_stream_says_what_an_answer_says() => Property.Holds(ResponseGenerators.Output, output =>
    {
        var events = Written([[.. Chunks(output)]], out var lost, out var whole);

        Assert.Empty(lost.Names);
        Assert.Equal(Plain(output), Plain(ResponsesAnswerReader.Read(whole)!));
        Assert.Equal(Told(Chunks(output)), Told(Read(events)));
    });

    [Fact]
    public void Recorded_answers_come_out_as_they_went_in()
    {
        var count = 0;
        foreach (var exchange in SharedData.Exchanges().Where(e => e is { Endpoint: "v1/responses", Stream: false, Status: 200 }))
        {
            var answer = ResponsesAnswerReader.Read(Encoding.UTF8.GetBytes(exchange.Response))!;
            var expected = JsonNode.Parse(exchange.Response)!;
            var written = JsonNode.Parse(Wire.Text(writer => Assert.Empty(ResponsesAnswerWriter.Write(writer, answer, Head).Names)))!;

            Wire.AssertSame(WithoutIds(expected["output"]!), WithoutIds(written["output"]!), exchange.Id);
            Wire.AssertSame(expected["usage"], written["usage"], exchange.Id);
            Wire.AssertSame(expected["incomplete_details"], written["incomplete_details"], exchange.Id);
            Assert.Equal(((string?)expected["status"], (long?)expected["created_at"]), ((string?)written["status"], (long?)written["created_at"]));
            count++;
        }

        Assert.True(count >= 9, $"only {count} answers");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(65536)]
    public async Task Recorded_streams_are_the_same_answer_whatever_the_pieces(int size)
    {
        var count = 0;
        foreach (var exchange in SharedData.Exchanges().Where(e => e is { Endpoint: "v1/responses", Stream: true, Status: 200 }).Where(e => size > 1 || e.Response.Length < 40_000))
        {
            var bytes = Encoding.UTF8.GetBytes(exchange.Response);
            var call = FrameWriterTests.Call();
            List<ChatChunk> chunks = [];
            await using var frames = ResponsesProvider.Instance.ReadStream(
                new PiecesStream([.. bytes.Chunk(size)], null), new AnswerSource(call, new ProviderRequest("responses", []), null, []));
            using var raw = new MemoryStream();
            while (await frames.ReadAsync(CancellationToken.None) is { } frame)
            {
                Assert.NotEqual(FrameKind.Error, frame.Kind);
                chunks.AddRange(frame.Chunks);
                raw.Write(frame.Raw.Span);
            }

            Assert.Equal(bytes, raw.ToArray());
            var last = JsonNode.Parse(Wire.Events(exchange.Response).Last())!["response"]!;
            Written([chunks], out var lost, out var whole);
            Assert.Empty(lost.Names);
            Wire.AssertSame(OneSummary(WithoutIds(last["output"]!)), OneSummary(WithoutIds(JsonNode.Parse(whole.Span)!["output"]!)), exchange.Id);
            Assert.Equal((long?)last["usage"]?["output_tokens"], call.State.Usage?.Output);
            Wire.AssertSame(last["usage"], JsonNode.Parse(whole.Span)!["usage"], exchange.Id);
            count++;
        }

        Assert.True(count >= 7, $"only {count} streams");
    }

    [Fact]
    public void A_stream_is_written_as_OpenAI_writes_one()
    {
        var stream = Encoding.UTF8.GetString(Written(
            [
                [new StartChunk { Id = "chatcmpl-1" }],
                [new ReasoningChunk("hm") { Signature = "s" }],
                [new TextChunk("It "), new TextChunk("is")],
                [new ToolCallChunk(0, "call_a", "f"), new ArgumentsChunk(0, "{}"), new FinishChunk(new Finish(FinishReason.ToolCalls))],
            ],
            out _, out _).Span);

        Assert.Equal(
            [
                "response.created", "response.in_progress",
                "response.output_item.added", "response.reasoning_summary_part.added", "response.reasoning_summary_text.delta",
                "response.reasoning_summary_text.done", "response.reasoning_summary_part.done", "response.output_item.done",
                "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
                "response.output_text.done", "response.content_part.done", "response.output_item.done",
                "response.output_item.added", "response.function_call_arguments.delta", "response.function_call_arguments.done", "response.output_item.done",
                "response.completed",
            ],
            stream.Split('\n').Where(line => line.StartsWith("event: ", StringComparison.Ordinal)).Select(line => line[7..]));
        var events = Wire.Events(stream).Select(data => JsonNode.Parse(data)!).ToArray();
        Assert.Equal(Enumerable.Range(0, events.Length), events.Select(one => (int)one["sequence_number"]!));
        Assert.Equal("~1~s", (string?)events[^1]["response"]!["output"]![0]!["encrypted_content"]);
        Assert.Equal("It is", (string?)events[^1]["response"]!["output"]![1]!["content"]![0]!["text"]);
    }

    [Fact]
    public void Signatures_of_other_dialects_come_back_with_what_they_are_of()
    {
        var output = new ChatOutput([new ChatChoice(0, new Message(Role.Assistant,
            [new ReasoningPart("hm") { Signature = "a~b", Opaque = "c" }, new TextPart("so") { Signature = "t" }, new ToolCallPart("1", "f", "{}") { Signature = "u" }]))]);
        var body = Wire.Write(writer => ResponsesAnswerWriter.Write(writer, output, Head));
        var items = JsonNode.Parse(body.Span)!["output"]!.ToJsonString();

        var (input, _) = ResponsesRequestReader.Read(Wire.Bytes($$"""{"input":{{items}}}"""));

        var parts = ((ChatInput)input!).Messages.SelectMany(message => message.Parts).ToArray();
        Assert.Equal(("a~b", "c", "t", "u"), (parts[0].Signature, ((ReasoningPart)parts[0]).Opaque, parts[1].Signature, parts[2].Signature));
        var streamed = Read(Written([[new ToolCallChunk(0, "1", "f") { Signature = "u" }]], out _, out _));
        Assert.Equal("u", streamed.OfType<ToolCallChunk>().Single().Signature);
    }

    [Theory]
    [InlineData("data: {\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"server_error\",\"message\":\"Oh\"}}}\n\n")]
    [InlineData("event: error\ndata: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"Oh\",\"param\":null}\n\n")]
    [InlineData("data: {\"error\":{\"message\":\"Oh\"}}\n\n")]
    public async Task A_provider_s_error_is_one(string text)
    {
        var last = await LastAsync("data: {\"type\":\"response.created\",\"response\":{}}\n\n" + text);

        Assert.Equal((FrameKind.Error, ErrorKind.ProviderError), (last.Kind, last.Error!.Kind));
        Assert.Equal("Oh", last.Error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("data: {\"type\":\"response.created\",\"response\":{}}\n\n")]
    [InlineData("data: {\"type\":\"response.output_text.delta\",\"delta\":\"a\"}\n\ndata: [DONE]\n\n")]
    [InlineData("data: {\"type\":\"response.completed\",\"response\":{}}\n")]
    [InlineData("data: {\"type\":\"response.comp\n\n")]
    public async Task A_stream_without_its_end_is_never_a_finished_one(string text)
    {
        var last = await LastAsync(text);

        Assert.Equal((FrameKind.Error, ErrorKind.ProviderCut), (last.Kind, last.Error!.Kind));
    }

    private static async Task<(FrameKind Kind, CallError? Error)> LastAsync(string text)
    {
        (FrameKind, CallError?) last = default;
        await using var frames = ResponsesProvider.Instance.ReadStream(
            new PiecesStream([Encoding.UTF8.GetBytes(text)], null), new AnswerSource(FrameWriterTests.Call(), new ProviderRequest("responses", []), null, []));
        while (await frames.ReadAsync(CancellationToken.None) is { } frame)
        {
            last = (frame.Kind, frame.Error);
        }

        return last;
    }

    private static IEnumerable<ChatChunk> Chunks(ChatOutput output)
    {
        var choice = output.Choices[0];
        yield return new StartChunk { Id = output.Id, Created = output.Created, Model = output.Model };
        var calls = 0;
        foreach (var part in choice.Message.Parts)
        {
            switch (part)
            {
                case ReasoningPart reasoning:
                    yield return new ReasoningChunk(reasoning.Text) { Opaque = reasoning.Opaque };
                    break;
                case TextPart text:
                    yield return new TextChunk(text.Text);
                    foreach (var annotation in text.Annotations)
                    {
                        yield return new AnnotationChunk(annotation);
                    }

                    break;
                case RefusalPart refusal:
                    yield return new RefusalChunk(refusal.Text);
                    break;
                case ToolCallPart call:
                    yield return new ToolCallChunk(calls, call.Id, call.Name) { FreeForm = call.FreeForm };
                    yield return new ArgumentsChunk(calls++, call.Arguments);
                    break;
                default:
                    break;
            }
        }

        yield return new FinishChunk(choice.Finish!.Value);
        if (output.Usage is { } usage)
        {
            yield return new UsageChunk(usage);
        }
    }

    // A piece of reasoning and what seals it come as one chunk or as two; empty pieces are no pieces.
    private static string Told(IEnumerable<ChatChunk> chunks) => string.Join('\n', chunks.SelectMany(chunk => chunk switch
    {
        ReasoningChunk { Text: "" } reasoning => [$"seal {reasoning.Opaque}"],
        ReasoningChunk { Opaque: { } opaque } reasoning => [$"thought {reasoning.Text}", $"seal {opaque}"],
        ReasoningChunk reasoning => [$"thought {reasoning.Text}"],
        ArgumentsChunk { Arguments: "" } => [],
        _ => new[] { Shape.Of(chunk) },
    }));

    // Ids and status of items are the answer's own business.
    private static string Plain(ChatOutput output) => Shape.Of(output with
    {
        Choices = [output.Choices[0] with { Message = new Message(Role.Assistant, [.. output.Choices[0].Message.Parts.Select(Plain)]) }],
    });

    private static Part Plain(Part part) => part switch
    {
        ReasoningPart { Opaque: { } opaque } reasoning => reasoning with { Opaque = ReasoningSeal.SplitId(opaque).Content, Extensions = Extensions.None },
        _ => part with { Extensions = Extensions.None },
    };

    private static JsonNode WithoutIds(JsonNode output)
    {
        foreach (var item in output.AsArray().Select(item => item!.AsObject()))
        {
            item.Remove("id");
            item.Remove("status");
        }

        return output;
    }

    // A stream joins the summaries of one reasoning as an answer in another dialect does.
    private static JsonNode OneSummary(JsonNode output)
    {
        foreach (var item in output.AsArray().Where(item => item!["summary"] is JsonArray { Count: > 0 }))
        {
            item!["summary"] = string.Join("\n\n", item["summary"]!.AsArray().Select(text => (string?)text!["text"]));
        }

        return output;
    }

    private static List<ChatChunk> Read(ReadOnlyMemory<byte> stream)
    {
        List<ChatChunk> chunks = [];
        var reader = new ResponsesEventReader();
        foreach (var data in Wire.Events(Encoding.UTF8.GetString(stream.Span)))
        {
            reader.Read(Wire.Bytes(data), chunks);
        }

        return [.. chunks.Select(chunk => chunk is StartChunk start ? start with { } : chunk)];
    }

    private static ReadOnlyMemory<byte> Written(IEnumerable<List<ChatChunk>> frames, out Losses lost, out ReadOnlyMemory<byte> whole)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new ResponsesEventWriter(Head);
        foreach (var frame in frames)
        {
            writer.Write(output, frame);
        }

        writer.WriteEnd(output);
        lost = writer.Lost;
        whole = writer.Response;
        return output.WrittenMemory;
    }
}
