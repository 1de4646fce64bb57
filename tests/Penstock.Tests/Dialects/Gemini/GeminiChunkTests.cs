using System.Buffers;
using System.Text;
using Penstock.Dialects.Gemini;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Xunit;

namespace Penstock.Tests.Dialects.Gemini;

public sealed class GeminiChunkTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_is_read_again(bool array) => Property.Holds(GeminiGenerators.Stream, frames =>
    {
        var stream = Written(frames, array, out var lost);

        Assert.Empty(lost);
        Assert.Equal(Shape.Of(Told(frames.SelectMany(frame => frame))), Shape.Of(Told(Read(stream, array))));
    });

    // Of each candidate what it said in order, arguments joined; what begins, ends and counts a stream by itself.
    private static object Told(IEnumerable<ChatChunk> chunks)
    {
        var all = chunks.ToList();
        return new[] { 0, 1 }.Select(choice => all.Where(chunk => chunk.Choice == choice && chunk is not (StartChunk or UsageChunk or ArgumentsChunk or LogProbsChunk))
                .Select(chunk => chunk is ToolCallChunk call ? (object)(call, OnOneLine(string.Concat(all.OfType<ArgumentsChunk>().Where(more => more.Choice == choice && more.Call == call.Call).Select(more => more.Arguments)))).ToString()! : chunk).ToList())
            .Append([.. all.OfType<LogProbsChunk>().OrderBy(told => told.Choice)])
            .Append([.. all.OfType<StartChunk>().Take(1).Select(start => start with { Choice = 0 })])
            .Append([all.OfType<UsageChunk>().Last()]).ToList();
    }

    // An event is one line.
    private static string OnOneLine(string json) => json.Contains('\n') ? System.Text.Json.Nodes.JsonNode.Parse(json)!.ToJsonString() : json;

    [Fact]
    public void Only_the_last_event_says_that_the_answer_ended()
    {
        var stream = Written(
            [
                [new StartChunk { Id = "r1" }],
                [new ReasoningChunk("hm"), new TextChunk("It is")],
                [new ToolCallChunk(0, "call_a", "f") { Signature = "c2ln" }, new ArgumentsChunk(0, "{\"x\"")],
                [new ArgumentsChunk(0, ":1}"), new FinishChunk(new Finish(FinishReason.ToolCalls))],
                [new UsageChunk(new TokenUsage { Input = 3, Output = 4 })],
            ],
            array: false,
            out _);

        const string Tail = ""","modelVersion":"m","responseId":"r1"}""";
        Assert.Equal(
            $$$"""
            data: {"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"text":"It is"}],"role":"model"},"index":0}]{{{Tail}}}

            data: {"candidates":[{"content":{"parts":[{"functionCall":{"id":"call_a","name":"f","args":{"x":1}},"thoughtSignature":"c2ln"}],"role":"model"},"index":0}]{{{Tail}}}

            data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":4,"totalTokenCount":7}{{{Tail}}}


            """.ReplaceLineEndings("\r\n"),
            stream);
    }

    [Fact]
    public void An_array_that_broke_off_is_not_closed()
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new GeminiChunkWriter("m", "id", array: true);
        writer.Write(output, [new TextChunk("a"), new TextChunk("b")]);
        writer.Write(output, [new TextChunk("c")]);

        var text = Encoding.UTF8.GetString(output.WrittenSpan);
        Assert.StartsWith("[{", text);
        Assert.Contains("}},\r\n{".Replace("}}", "}"), text);
        Assert.EndsWith("}", text);
    }

    [Fact]
    public void Recorded_streams_are_read_to_the_last_letter_and_written_to_be_read_again()
    {
        var count = 0;
        foreach (var exchange in SharedData.Exchanges().Where(e => e is { Endpoint: "streamGenerateContent", Status: 200 }))
        {
            var array = exchange.Response.StartsWith('[');
            var chunks = Read(exchange.Response, array);
            var answers = Answers(exchange.Response, array).Select(answer => GeminiAnswerReader.Read(Wire.Bytes(answer))!).ToList();

            Assert.Equal(string.Concat(answers.Select(answer => answer.Choices[0].Message.Text)), string.Concat(chunks.OfType<TextChunk>().Select(chunk => chunk.Text)));
            Assert.Equal(answers[^1].Usage, chunks.OfType<UsageChunk>().Last().Usage);
            Assert.Single(chunks.OfType<FinishChunk>());
            Assert.Equal(Shape.Of(Told(chunks)), Shape.Of(Told(Read(Written([chunks], !array, out _, "gemini"), !array).Select(chunk => chunk is StartChunk start ? start with { Model = chunks.OfType<StartChunk>().First().Model } : chunk))));
            count++;
        }

        Assert.Equal(10, count);
    }

    [Fact]
    public void What_only_another_dialect_can_carry_is_named()
    {
        Written(
            [[new ReasoningChunk("") { Opaque = "o" }, new AnnotationChunk(new UrlCitation("u")), new PartChunk(new OtherPart("openai", "x", "{}")), new AudioChunk { Transcript = "t" }, new FinishChunk(new Finish(FinishReason.Stop)) { StopSequence = "s" }]],
            array: false,
            out var lost);

        Assert.Equal(["reasoning.opaque", "annotation", "openai:x", "audio", "stop_sequence"], lost);
    }

    private static IEnumerable<string> Answers(string stream, bool array) =>
        array ? System.Text.Json.JsonDocument.Parse(stream).RootElement.EnumerateArray().Select(answer => answer.GetRawText()) : Wire.Events(stream);

    private static List<ChatChunk> Read(string stream, bool array)
    {
        var reader = new GeminiChunkReader();
        List<ChatChunk> chunks = [];
        foreach (var answer in Answers(stream, array))
        {
            Assert.True(reader.TryRead(Wire.Bytes(answer), chunks), answer);
        }

        return chunks;
    }

    private static string Written(IEnumerable<List<ChatChunk>> frames, bool array, out IReadOnlyList<string> lost, string model = "m")
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new GeminiChunkWriter(model, "id", array);
        foreach (var frame in frames)
        {
            writer.Write(output, frame);
        }

        writer.WriteEnd(output);
        lost = writer.Lost.Names;
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
