using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Xunit;

namespace Penstock.Tests.Dialects.OpenAi;

public sealed class ChatChunkTests
{
    [Fact]
    public void What_is_written_is_read_again() => Property.Holds(ChunkGenerators.Stream, frames =>
    {
        var stream = Written(frames, includeUsage: true, out var lost);

        Assert.Empty(lost);
        Assert.Equal(Shape.Of(frames.SelectMany(frame => frame)), Shape.Of(Read(stream)));
    });

    [Fact]
    public void Every_event_is_one_line_and_a_blank_one() => Property.Holds(ChunkGenerators.Stream, frames =>
    {
        var stream = Written(frames, includeUsage: false, out _);

        Assert.EndsWith("data: [DONE]\n\n", stream);
        var events = stream.Split("\n\n")[..^1];
        Assert.All(events, one => Assert.StartsWith("data: ", one));
        Assert.All(events, one => Assert.DoesNotContain('\n', one));
        Assert.All(events, one => Assert.DoesNotContain('\r', one));
        Assert.DoesNotContain("\"usage\"", stream);
    });

    [Fact]
    public void Recorded_streams_are_read_to_the_last_letter()
    {
        var count = 0;
        foreach (var exchange in SharedData.Exchanges().Where(e => e is { Endpoint: "chat/completions", Stream: true, Status: 200 }))
        {
            var data = Wire.Events(exchange.Response).Where(line => line != "[DONE]").ToList();
            var chunks = Read(exchange.Response);
            var deltas = data.Select(line => JsonNode.Parse(line)!).SelectMany(chunk => chunk["choices"]!.AsArray()).Select(choice => choice!["delta"]!).ToList();

            Assert.Equal(Joined(deltas, "content"), string.Concat(chunks.OfType<TextChunk>().Select(chunk => chunk.Text)));
            Assert.Equal(Joined(deltas, "refusal"), string.Concat(chunks.OfType<RefusalChunk>().Select(chunk => chunk.Text)));
            Assert.Equal(
                Joined(deltas, "reasoning_content") + Joined(deltas, "reasoning"),
                string.Concat(chunks.OfType<ReasoningChunk>().Select(chunk => chunk.Text)));
            Assert.Equal(
                string.Concat(deltas.SelectMany(delta => delta["tool_calls"]?.AsArray() ?? []).Select(call => (string?)call!["function"]!["arguments"])),
                string.Concat(chunks.OfType<ArgumentsChunk>().Select(chunk => chunk.Arguments)));
            var usage = data.Select(line => JsonNode.Parse(line)!).Select(chunk => chunk["usage"] ?? chunk["x_groq"]?["usage"]).LastOrDefault(found => found is not null);
            Assert.Equal((long?)usage?["prompt_tokens"], chunks.OfType<UsageChunk>().LastOrDefault()?.Usage.Input);
            Assert.Equal((long?)usage?["completion_tokens"], chunks.OfType<UsageChunk>().LastOrDefault()?.Usage.Output);
            Assert.NotEmpty(chunks.OfType<FinishChunk>());
            Assert.Equal(Shape.Of(Plain(chunks)), Shape.Of(Plain(Read(Written([chunks], includeUsage: true, out _)))));
            count++;
        }

        Assert.True(count >= 15, $"only {count} streams");
    }

    [Fact]
    public void A_stream_is_written_as_OpenAI_writes_one()
    {
        var stream = Written(
            [
                [new StartChunk { Id = "chatcmpl-1" }],
                [new TextChunk("It is")],
                [new ToolCallChunk(0, "call_a", "f"), new ArgumentsChunk(0, "{}"), new FinishChunk(new Finish(FinishReason.ToolCalls))],
                [new UsageChunk(new TokenUsage { Input = 3, Output = 4 })],
            ],
            includeUsage: true,
            out _);

        const string Head = """{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[""";
        Assert.Equal(
            $$$$"""
            data: {{{{Head}}}}{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"usage":null}

            data: {{{{Head}}}}{"index":0,"delta":{"content":"It is"},"logprobs":null,"finish_reason":null}],"usage":null}

            data: {{{{Head}}}}{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"f","arguments":"{}"}}]},"logprobs":null,"finish_reason":"tool_calls"}],"usage":null}

            data: {{{{Head}}}}],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0}}}

            data: [DONE]


            """.ReplaceLineEndings("\n"),
            stream);
    }

    [Fact]
    public void A_choice_that_does_not_say_that_it_starts_is_given_its_role() =>
        Assert.Contains("""{"role":"assistant","content":"hi"}""", Written([[new TextChunk("hi")]], includeUsage: false, out _));

    [Fact]
    public void A_choice_that_starts_twice_is_told_so_once() =>
        Assert.Single(Read(Written([[new StartChunk(), new StartChunk(), new TextChunk("hi"), new StartChunk()]], false, out _)).OfType<StartChunk>());

    [Fact]
    public void Free_form_arguments_stay_free_form_in_later_events()
    {
        List<ChatChunk> chunks = [new ToolCallChunk(0, "a", "sql") { FreeForm = true }, new ArgumentsChunk(0, "select "), new ArgumentsChunk(0, "1")];
        var stream = Written([chunks], includeUsage: false, out _);

        Assert.Contains("""{"index":0,"custom":{"input":"1"}}""", stream);
        Assert.Equal(chunks, Read(stream).Where(chunk => chunk is not StartChunk));
    }

    [Fact]
    public void Signatures_travel_in_reasoning_details_and_come_back()
    {
        List<ChatChunk> chunks =
        [
            new ReasoningChunk("so "), new ReasoningChunk("on") { Signature = "s" }, new ReasoningChunk("") { Opaque = "o" },
            new TextChunk("hi") { Signature = "t" }, new ToolCallChunk(0, "a", "f") { Signature = "u" }, new ArgumentsChunk(0, "{}"),
        ];
        var stream = Written([chunks], includeUsage: false, out var lost);

        Assert.Empty(lost);
        Assert.Contains("""{"type":"reasoning.text","text":"so on","signature":"s"}""", stream);
        Assert.Equal(Shape.Of(chunks), Shape.Of(Read(stream).Where(chunk => chunk is not StartChunk)));
    }

    [Fact]
    public void What_only_another_dialect_can_carry_is_named()
    {
        Written([[new ReasoningChunk("") { Signature = "s" }, new AnnotationChunk(new OtherAnnotation("gemini", "x", "{}"))]], false, out var lost);

        Assert.Equal(["annotation"], lost);
    }

    [Fact]
    public void An_error_is_an_event_and_nothing_ends_the_stream()
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new ChatChunkWriter(new AnswerHead("call_1", "m", default), includeUsage: true);
        writer.WriteError(output, new CallError(ErrorKind.ProviderCut, "It broke off."), "call_1");

        Assert.Equal(
            "data: {\"error\":{\"message\":\"It broke off.\",\"type\":\"server_error\",\"param\":null,\"code\":\"provider_cut\",\"call_id\":\"call_1\"}}\n\n",
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Line_breaks_in_kept_JSON_do_not_break_the_event() =>
        Assert.Equal(
            2,
            Written([[new AnnotationChunk(new OtherAnnotation("openai", "x", "{\n  \"type\":\r\n\"x\"\n\n}"))]], false, out _).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Length);

    [Theory]
    [InlineData("")]
    [InlineData("[DONE]")]
    [InlineData("null")]
    [InlineData("""{"error":{"message":"overloaded"}}""")]
    [InlineData("""{"choices":[{"delta":{"content":"cut""")]
    public void Data_that_is_no_chunk_is_refused(string data) => Assert.False(ChatChunkReader.TryRead(Wire.Bytes(data), []));

    [Theory]
    [InlineData("""{"choices":[{"delta":{"function_call":{"name":"f","arguments":"{}"}}}]}""", "ToolCallChunk ArgumentsChunk")]
    [InlineData("""{"choices":[{"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"hi"}]}}]}""", "ReasoningChunk TextChunk")]
    [InlineData("""{"choices":[{"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":""}},{"id":"b","function":{"name":"g"}}]}}]}""", "ToolCallChunk ToolCallChunk")]
    [InlineData("""{"usage":{"prompt_tokens":1}}""", "UsageChunk")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"","reasoning":null},"finish_reason":""}]}""", "")]
    public void Oddities_of_providers_are_read(string data, string chunks)
    {
        List<ChatChunk> read = [];

        Assert.True(ChatChunkReader.TryRead(Wire.Bytes(data), read));
        Assert.Equal(chunks, string.Join(' ', read.Select(chunk => chunk.GetType().Name)));
    }

    private static string Joined(IEnumerable<JsonNode> deltas, string name) => string.Concat(deltas.Select(delta => (string?)delta[name]));

    // What the writer says once, says at the end, or takes from its head.
    private static IEnumerable<ChatChunk> Plain(IEnumerable<ChatChunk> chunks) => chunks.Where(chunk => chunk is not (StartChunk or UsageChunk));

    private static List<ChatChunk> Read(string stream)
    {
        List<ChatChunk> chunks = [];
        foreach (var data in Wire.Events(stream).Where(line => line != "[DONE]"))
        {
            Assert.True(ChatChunkReader.TryRead(Wire.Bytes(data), chunks), data);
        }

        return chunks;
    }

    private static string Written(IEnumerable<List<ChatChunk>> frames, bool includeUsage, out IReadOnlyList<string> lost)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new ChatChunkWriter(new AnswerHead("call_1", "m", DateTimeOffset.FromUnixTimeSeconds(1)), includeUsage);
        foreach (var frame in frames)
        {
            writer.Write(output, frame);
        }

        writer.WriteEnd(output);
        lost = writer.Lost.Names;
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
