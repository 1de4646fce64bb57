using System.Text;
using Penstock.Dialects;
using Penstock.Dialects.Anthropic;
using Penstock.Domain.Calls;
using Penstock.Tests.Dialects.Streams;
using Penstock.Tests.Resources.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.Anthropic;

public sealed class AnthropicStreamTapTests
{
    private const string Start = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"model\":\"up\",\"usage\":{\"input_tokens\":3,\"cache_read_input_tokens\":4,\"output_tokens\":1}}}\n\n";
    private const string Delta = "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":9}}\n\n";
    private const string Stop = "event: message_stop\ndata: {\"type\":\"message_stop\" }\n\n";
    private readonly Call _call = FrameWriterTests.Call();

    [Fact]
    public async Task Gives_every_byte_as_it_came_and_ends_behind_the_terminal_event()
    {
        const string Ping = "event: ping\r\ndata: {\"type\": \"ping\"}\r\n\r\n";
        const string Later = "event: later\ndata: {\"type\":\"later\",\"model\":7}\n\n";

        var frames = await ReadAsync(Start + Ping + ": hello\n\n" + Later + Delta + Stop + ": behind\n\n");

        Assert.Equal([FrameKind.Data, FrameKind.KeepAlive, FrameKind.KeepAlive, FrameKind.Data, FrameKind.Data, FrameKind.Terminal], frames.Select(frame => frame.Kind));
        Assert.Equal(Start + Ping + ": hello\n\n" + Later + Delta + Stop, string.Concat(frames.Select(frame => frame.Raw)));
        Assert.Equal(["\"up\"", "", "", "", "", ""], frames.Select(frame => frame.Model));
        Assert.Equal(new TokenUsage { Input = 7, CachedInput = 4, Output = 9 }, _call.State.Usage);
    }

    [Fact]
    public async Task Tells_what_only_begins_from_what_has_content()
    {
        static string Block(string type) => $"event: content_block_start\ndata: {{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{{\"type\":\"{type}\",\"x\":[\"text\"]}}}}\n\n";

        var frames = await ReadAsync(Start + Block("text") + Block("thinking") + Block("redacted_thinking") + Block("tool_use") + Delta + Stop);

        Assert.Equal([true, true, true, false, false, false, false], frames.Select(frame => frame.Begins));
    }

    [Fact]
    public async Task Tells_what_was_used_before_a_cut()
    {
        await ReadAsync(Start);

        Assert.Equal(new TokenUsage { Input = 7, CachedInput = 4, Output = 1 }, _call.State.Usage);
    }

    [Fact]
    public async Task Passes_a_provider_s_error_event_on_and_ends()
    {
        const string Text = "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n";

        var frames = await ReadAsync(Start + Text + Stop);

        Assert.Equal([FrameKind.Data, FrameKind.Error], frames.Select(frame => frame.Kind));
        Assert.Equal((ErrorKind.ProviderError, 529, "Overloaded", Text), (frames[1].Error!.Kind, frames[1].Error!.Status, frames[1].Error!.Message, frames[1].Raw));
    }

    [Theory]
    [InlineData("data: {\"error\":{\"message\":\"no\",\"type\":\"server_error\"}}\n\n")]
    [InlineData("data: {\"type\":\"error\",\"error\":{\"message\":\"no\",\"type\":\"api_error\"}}\n\n")]
    public async Task An_error_that_the_SDKs_would_pass_over_is_not_passed_on_as_it_is(string text)
    {
        var frame = Assert.Single(await ReadAsync(text));

        Assert.Equal((FrameKind.Error, "", "no"), (frame.Kind, frame.Raw, frame.Error!.Message));
    }

    [Theory]
    [InlineData("data: <html>\n\n")]
    [InlineData("event: content_block_delta\ndata: {\"type\":\n\n")]
    [InlineData("data: {\"\\ud800\":1}\n\n")]
    public async Task Ends_with_an_error_where_an_event_is_not_json(string text)
    {
        var frames = await ReadAsync(Start + text + Stop);

        Assert.Equal([FrameKind.Data, FrameKind.Error], frames.Select(frame => frame.Kind));
        Assert.Equal((ErrorKind.ProviderCut, ""), (frames[1].Error!.Kind, frames[1].Raw));
    }

    [Theory]
    [InlineData("")]
    [InlineData(Start)]
    [InlineData(Start + Delta)]
    [InlineData(Start + Delta + "event: message_stop\ndata: {\"type\":\"message_stop\"}")]
    [InlineData(Start + Delta + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n")]
    public async Task Never_shows_a_stream_without_its_terminal_event_as_a_finished_one(string text)
    {
        var last = (await ReadAsync(text))[^1];

        Assert.Equal((FrameKind.Error, ErrorKind.ProviderCut), (last.Kind, last.Error!.Kind));
    }

    private async Task<List<Seen>> ReadAsync(string text)
    {
        var seen = new List<Seen>();
        await using var frames = AnthropicProvider.Instance.ReadStream(
            new PiecesStream([Encoding.UTF8.GetBytes(text)]), new AnswerSource(_call, new ProviderRequest("", []), null, []));
        while (await frames.ReadAsync(CancellationToken.None) is { } frame)
        {
            var raw = Encoding.UTF8.GetString(frame.Raw.Span);
            seen.Add(new(frame.Kind, raw, raw[frame.ModelValue], frame.Error, frame.IsPreamble));
        }

        return seen;
    }

    private sealed record Seen(FrameKind Kind, string Raw, string Model, CallError? Error, bool Begins);
}
