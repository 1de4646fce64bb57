using System.Buffers;
using System.Text;
using Penstock.Dialects;
using Penstock.Dialects.Cohere;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Tests.Dialects.Streams;
using Penstock.Tests.Resources.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.Cohere;

public sealed class CohereStreamTests
{
    private readonly Call _call = FrameWriterTests.Call();

    [Fact]
    public void A_stream_that_is_written_is_read_again() => Property.Holds(CohereGenerators.Stream, chunks =>
    {
        using var writer = new ChatChunkWriter("call");
        var output = new ArrayBufferWriter<byte>();
        writer.Write(output, chunks);
        writer.WriteEnd(output);

        Assert.Empty(writer.Lost.Names);
        var read = new List<ChatChunk>();
        foreach (var data in Wire.Events(Encoding.UTF8.GetString(output.WrittenSpan)).Where(data => data != "[DONE]"))
        {
            ChatChunkReader.Read(Wire.Bytes(data), read);
        }

        return read;
    });

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(65536)]
    public async Task Recorded_streams_come_out_the_same_whatever_the_pieces(int size)
    {
        var count = 0;
        foreach (var exchange in SharedData.Exchanges().Where(e => e is { Endpoint: "v2/chat", Stream: true }))
        {
            var bytes = Encoding.UTF8.GetBytes(exchange.Response);
            var (whole, chunks, error) = await ReadAsync(bytes.Chunk(size));

            Assert.Null(error);
            Assert.Equal(exchange.Response, whole);
            var one = new List<ChatChunk>();
            foreach (var data in Wire.Events(exchange.Response).Where(data => data != "[DONE]"))
            {
                ChatChunkReader.Read(Wire.Bytes(data), one);
            }

            Assert.Equal(Shape.Of(one), Shape.Of(chunks));
            Assert.Equal(_call.State.Usage, chunks.OfType<UsageChunk>().Single().Usage);
            Assert.NotEqual(0, _call.State.Usage!.Value.Output);
            Assert.Equal(exchange.Response.Contains("tool-call-start", StringComparison.Ordinal) ? FinishReason.ToolCalls : FinishReason.Stop, chunks.OfType<FinishChunk>().Single().Finish.Reason);
            count++;
        }

        Assert.Equal(5, count);
    }

    [Fact]
    public async Task A_stream_without_done_ends_at_its_last_event()
    {
        var (_, chunks, error) = await ReadAsync(["data: {\"type\":\"message-start\",\"id\":\"a\"}\n\ndata: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\"}}\n\n"u8.ToArray()]);

        Assert.Null(error);
        Assert.Equal([typeof(StartChunk), typeof(FinishChunk)], chunks.Select(chunk => chunk.GetType()));
    }

    [Theory]
    [InlineData("data: {\"type\":\"message-start\"}\n\n")]
    [InlineData("data: {\"type\":\"message-start\"}\n\ndata: [DONE]\n\n")]
    [InlineData("data: {\"type\":\"message-end\"\n\n")]
    [InlineData("data: {\"type\":\"message-end\"}\n")]
    public async Task A_stream_without_its_last_event_is_cut(string text)
    {
        var (_, _, error) = await ReadAsync([Encoding.UTF8.GetBytes(text)]);

        Assert.Equal(ErrorKind.ProviderCut, error!.Kind);
    }

    [Fact]
    public async Task A_last_event_with_an_error_is_an_error()
    {
        const string Text = "event: message-end\ndata: {\"type\":\"message-end\",\"delta\":{\"error\":\"too many tokens\",\"finish_reason\":\"ERROR\"}}\n\n";
        var (whole, _, error) = await ReadAsync([Encoding.UTF8.GetBytes(Text + "data: [DONE]\n\n")]);

        Assert.Equal((ErrorKind.ProviderError, "too many tokens", "context_length_exceeded"), (error!.Kind, error.Message, error.Code));
        Assert.Equal(Text, whole);
    }

    [Fact]
    public void Blocks_are_opened_and_closed_in_their_order()
    {
        using var writer = new ChatChunkWriter("call");
        var output = new ArrayBufferWriter<byte>();
        writer.Write(output, [new ReasoningChunk("hm"), new TextChunk("a"), new TextChunk("b"), new ToolCallChunk(0, "c", "f"), new ArgumentsChunk(0, "{}"), new TextChunk("z") { Choice = 1 }]);
        writer.Write(output, [new FinishChunk(new Finish(FinishReason.ToolCalls))]);
        writer.WriteEnd(output);

        Assert.Equal(
            ["message-start", "content-start", "content-delta", "content-end", "content-start", "content-delta", "content-delta", "content-end", "tool-call-start", "tool-call-delta", "tool-call-end", "message-end"],
            Encoding.UTF8.GetString(output.WrittenSpan).Split('\n').Where(line => line.StartsWith("event: ", StringComparison.Ordinal)).Select(line => line[7..]));
        Assert.Equal(["choices"], writer.Lost.Names);
    }

    private async Task<(string Whole, List<ChatChunk> Chunks, CallError? Error)> ReadAsync(IEnumerable<byte[]> pieces)
    {
        var request = new ProviderRequest("v2/chat", []) { Stream = true };
        await using var stream = CohereProvider.Instance.ReadStream(new PiecesStream(pieces), new AnswerSource(_call, request, "text/event-stream", []));
        var (whole, chunks, error) = (new StringBuilder(), new List<ChatChunk>(), (CallError?)null);
        while (await stream.ReadAsync(CancellationToken.None) is { } frame)
        {
            whole.Append(Encoding.UTF8.GetString(frame.Raw.Span));
            chunks.AddRange(frame.Chunks);
            error = frame.Error;
        }

        return (whole.ToString(), chunks, error);
    }
}
