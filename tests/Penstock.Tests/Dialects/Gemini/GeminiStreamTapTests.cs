using System.Text;
using Penstock.Dialects;
using Penstock.Dialects.Gemini;
using Penstock.Domain.Calls;
using Penstock.Tests.Dialects.Streams;
using Penstock.Tests.Resources.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.Gemini;

public sealed class GeminiStreamTapTests
{
    private const string Said = """{"candidates":[{"content":{"parts":[{"text":"a\"}]b"}]}}],"modelVersion":"up"}""";
    private const string Ended = """{"candidates":[{"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":4,"thoughtsTokenCount":2,"toolUsePromptTokenCount":5}}""";
    private readonly Call _call = FrameWriterTests.Call();

    [Fact]
    public async Task Gives_every_event_as_it_came_and_ends_with_the_bytes()
    {
        var frames = await ReadAsync($"data: {Said}\r\n\r\ndata: {Ended}\r\n\r\n", array: false);

        Assert.Equal([FrameKind.Data, FrameKind.Data, FrameKind.Terminal], frames.Select(frame => frame.Kind));
        Assert.Equal($"data: {Said}\r\n\r\ndata: {Ended}\r\n\r\n", string.Concat(frames.Select(frame => frame.Raw)));
        Assert.Equal("\"up\"", frames[0].Model);
        Assert.Equal(new TokenUsage { Input = 8, Output = 6, Reasoning = 2 }, _call.State.Usage);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(65536)]
    public async Task Gives_every_element_of_an_array_as_it_came_and_ends_with_its_bracket(int pieces)
    {
        var text = $"[{Said}\n,\r\n{Ended}\n]";

        var frames = await ReadAsync(text, array: true, pieces);

        Assert.Equal([FrameKind.Data, FrameKind.Data, FrameKind.Terminal], frames.Select(frame => frame.Kind));
        Assert.Equal(["[" + Said, "\n,\r\n" + Ended, "\n]"], frames.Select(frame => frame.Raw));
    }

    [Theory]
    [InlineData("data: {0}\n\n", false)]
    [InlineData("data: {0}\n\ndata: {1}", false)]
    [InlineData("data: {0}\n\n{{\"error\":{{\"code\":503}}}}", false)]
    [InlineData("[{0}]", true)]
    [InlineData("[{0},{1}", true)]
    [InlineData("[{0},{1}\n", true)]
    [InlineData("[{0},<html>", true)]
    [InlineData("[{0},{{\"a\":]", true)]
    [InlineData("data: {0}\n\ndata: <html>\n\ndata: {1}\n\n", false)]
    public async Task A_stream_that_does_not_say_why_it_ended_is_cut(string format, bool array)
    {
        var frames = await ReadAsync(format.Replace("{0}", Said).Replace("{1}", Ended).Replace("{{", "{").Replace("}}}}", "}}"), array);

        Assert.Equal(FrameKind.Error, frames[^1].Kind);
        Assert.Equal(ErrorKind.ProviderCut, frames[^1].Error!.Kind);
        Assert.DoesNotContain(frames, frame => frame.Kind == FrameKind.Terminal);
    }

    [Fact]
    public async Task Every_candidate_must_have_ended()
    {
        const string Two = """data: {"candidates":[{"index":0,"finishReason":"STOP"},{"index":1}]}""";

        Assert.Equal(FrameKind.Error, (await ReadAsync($"{Two}\n\n", array: false))[^1].Kind);
        Assert.Equal(FrameKind.Terminal, (await ReadAsync(Two + "\n\ndata: {\"candidates\":[{\"index\":1,\"finishReason\":2}]}\n\n", array: false))[^1].Kind);
    }

    [Fact]
    public async Task A_blocked_question_is_a_whole_answer() =>
        Assert.Equal(FrameKind.Terminal, (await ReadAsync("data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}\n\n", array: false))[^1].Kind);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_error_in_the_middle_is_passed_on(bool array)
    {
        const string Error = """{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}""";

        var frames = await ReadAsync(array ? $"[{Said}\n,\n{Error}\n]" : $"data: {Said}\n\ndata: {Error}\n\n", array);

        Assert.Equal([FrameKind.Data, FrameKind.Error], frames.Select(frame => frame.Kind));
        Assert.Equal(("The model is overloaded.", 503), (frames[1].Error!.Message, frames[1].Error!.Status));
        Assert.Contains(Error, frames[1].Raw);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(65536)]
    public async Task Recorded_streams_come_out_whole_whatever_the_pieces(int pieces)
    {
        foreach (var exchange in SharedData.Exchanges().Where(e => e is { Endpoint: "streamGenerateContent", Status: 200 }))
        {
            var array = exchange.Response.StartsWith('[');
            var frames = await ReadAsync(exchange.Response, array, pieces);

            Assert.Equal(exchange.Response, string.Concat(frames.Select(frame => frame.Raw)));
            Assert.Equal(FrameKind.Terminal, frames[^1].Kind);
            Assert.Equal(Shape.Of(Chunks(exchange.Response, array)), Shape.Of(frames.SelectMany(frame => frame.Chunks)));
        }
    }

    private static List<ChatChunk> Chunks(string stream, bool array)
    {
        var reader = new GeminiChunkReader();
        List<ChatChunk> chunks = [];
        foreach (var answer in array ? System.Text.Json.JsonDocument.Parse(stream).RootElement.EnumerateArray().Select(answer => answer.GetRawText()) : Wire.Events(stream))
        {
            Assert.True(reader.TryRead(Wire.Bytes(answer), chunks));
        }

        return chunks;
    }

    private async Task<List<Seen>> ReadAsync(string text, bool array, int pieces = 65536)
    {
        var request = new ProviderRequest(array ? "m:streamGenerateContent" : "m:streamGenerateContent?alt=sse", []) { Stream = true, Forwarded = true };
        var source = new AnswerSource(_call, request, array ? "application/json; charset=UTF-8" : "text/event-stream", []);
        await using var frames = GeminiProvider.Instance.ReadStream(new PiecesStream(Encoding.UTF8.GetBytes(text).Chunk(pieces)), source);
        List<Seen> seen = [];
        while (await frames.ReadAsync(TestContext.Current.CancellationToken) is { } frame)
        {
            seen.Add(new Seen(frame.Kind, Encoding.UTF8.GetString(frame.Raw.Span), Encoding.UTF8.GetString(frame.Raw.Span[frame.ModelValue]), frame.Error, [.. frame.Chunks]));
        }

        return seen;
    }

    private sealed record Seen(FrameKind Kind, string Raw, string Model, CallError? Error, IReadOnlyList<ChatChunk> Chunks);
}
