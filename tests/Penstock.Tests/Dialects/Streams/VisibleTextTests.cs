using System.Text;
using System.Text.Json;
using Penstock.Dialects;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;
using Penstock.Tests.Dialects.Governed;
using Penstock.Tests.Dialects.Recordings;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Dialects.Streams;

public sealed class VisibleTextTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Of_every_recorded_stream_the_frames_tell_the_bytes_of_what_was_written()
    {
        var (streams, exact) = (0, 0);
        List<string> wrong = [];
        foreach (var at in ExchangeStore.Load(SharedData.Path("exchanges")).All.Where(at => at is { Stream: true, Status: 200 }))
        {
            if (RecordedDialect.Of(at) is not { IsChat: true } dialect)
            {
                continue;
            }

            streams++;
            var (told, written) = await ReadAsync(dialect, at.ResponseBody, at.ResponseHeaders.GetValueOrDefault("content-type"));
            exact += told == written ? 1 : 0;

            // Never less than what the canonical chunks hold, but for the empty lines that Penstock itself puts between summaries of reasoning; a little more
            // where an event repeats itself (names, citations).
            if (told + 16 < written || told > written + 200 + (written / 4))
            {
                wrong.Add($"{at.Id} {at.Provider} {at.Path}: {told} told, {written} written");
            }
        }

        output.WriteLine($"{exact} of {streams} streams tell exactly what was written");
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(streams > 30);
    }

    [Theory]
    [InlineData("\"abc\"", 3)]
    [InlineData("\"\\n\\\"\\\\\"", 3)]
    [InlineData("\"\\u0041\"", 1)]
    [InlineData("\"\\u00e9\"", 2)]
    [InlineData("\"\\u4e2d\"", 3)]
    [InlineData("\"\\ud83d\\ude00\"", 4)]
    [InlineData("\"é中😀\"", 9)]
    [InlineData("""{"text":"ab","id":"xxxx","type":"y","signature":"zzzz","deep":[{"partial_json":"cde"}]}""", 5)]
    [InlineData("""{"functionCall":{"args":{"a":1}}}""", 7)]
    [InlineData("5", 0)]
    public void Text_is_counted_as_utf8_wherever_it_stands(string json, int bytes)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();

        Assert.Equal(bytes, VisibleText.Count(reader));
    }

    [Fact]
    public async Task A_cut_stream_that_told_only_its_input_is_charged_what_was_shown()
    {
        var body = Encoding.UTF8.GetBytes(string.Concat(
            Event("message_start", """{"type":"message_start","message":{"id":"m","model":"c","usage":{"input_tokens":10,"output_tokens":1}}}"""),
            Event("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"twelve bytes"}}"""),
            Event("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"and these are 28 more of it."}}""")));
        using var call = CappedCall.Of(Request());
        var frames = RecordedDialect.Clients[2].Provider.ReadStream(new PiecesStream([body]), new AnswerSource(call, new ProviderRequest("v1/messages", []) { Stream = true, Forwarded = true }, "text/event-stream", []));

        await frames.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal((10L, 1L), (call.State.Usage!.Value.Input, call.State.Usage.Value.Output));
        while (await frames.ReadAsync(TestContext.Current.CancellationToken) is not null)
        {
        }

        await call.EndAsync(CallEnd.Cut, null, TestContext.Current.CancellationToken);

        Assert.Equal((10L, 11L, true), (call.State.Usage!.Value.Input, call.State.Usage.Value.Output, call.State.UsageEstimated));
        await frames.DisposeAsync();
    }

    private static string Event(string name, string data) => $"event: {name}\ndata: {data}\n\n";

    private static CallRequest Request()
    {
        var body = new PooledBytes(64);
        System.Buffers.BuffersExtensions.Write(body, """{"model":"m","max_tokens":9,"messages":[]}"""u8);
        return RecordedDialect.Clients[2].Protocol.Scan(body, Capability.Chat).Request!;
    }

    private static async Task<(long Told, long Written)> ReadAsync(RecordedDialect dialect, byte[] body, string? type)
    {
        using var call = CappedCall.Of(Request());
        await using var frames = dialect.Provider.ReadStream(
            new PiecesStream([body]), new AnswerSource(call, new ProviderRequest(dialect.Path, []) { Stream = true, Forwarded = true }, type, []));
        var (told, written) = (0L, 0L);
        while (await frames.ReadAsync(CancellationToken.None) is { } frame)
        {
            told += frame.OutputBytes;
            written += new ChunkFrame([.. frame.Chunks.Where(chunk => chunk is TextChunk or ReasoningChunk or RefusalChunk or ArgumentsChunk)]).OutputBytes;
        }

        return (told, written);
    }
}
