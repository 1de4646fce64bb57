using System.Text;
using Penstock.Dialects;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Tests.Dialects.Streams;
using Penstock.Tests.Resources.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.OpenAi;

public sealed class OpenAiStreamTapTests
{
    private const string Usage = """data: {"model":"up","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}""";
    private readonly Call _call = FrameWriterTests.Call();

    [Fact]
    public async Task Gives_every_byte_as_it_came_and_ends_behind_the_terminal_event()
    {
        const string Text = ": hello\r\n\r\nevent: x\ndata: {\"choices\":[{}],\"model\":\"up\"}\n\ndata: [DONE]\n\n: behind\n\n";

        var frames = await ReadAsync(Text);

        Assert.Equal([FrameKind.KeepAlive, FrameKind.Data, FrameKind.Terminal], frames.Select(frame => frame.Kind));
        Assert.Equal(Text.Replace(": behind\n\n", "", StringComparison.Ordinal), string.Concat(frames.Select(frame => frame.Raw)));
        Assert.Equal(["", "\"up\"", ""], frames.Select(frame => frame.Model));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Withholds_the_usage_that_the_client_did_not_ask_for(bool withhold)
    {
        var frames = await ReadAsync($"{Usage}\n\ndata: [DONE]\n\n", withhold);

        Assert.Equal([withhold, false], frames.Select(frame => frame.Withheld));
        Assert.Equal(new TokenUsage { Input = 3, Output = 4 }, _call.State.Usage);
    }

    [Fact]
    public async Task Withholds_the_usage_of_OpenRouter_which_comes_with_a_choice_that_says_nothing()
    {
        var frames = await ReadAsync(
            """
            data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"hi"},"finish_reason":null}]}

            data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null,"logprobs":null}],"usage":{"prompt_tokens":3,"completion_tokens":4}}

            data: [DONE]


            """.ReplaceLineEndings("\n"), withhold: true);

        Assert.Equal([false, true, false], frames.Select(frame => frame.Withheld));
    }

    [Theory]
    [InlineData("eos", "stop")]
    [InlineData("model_length", "length")]
    [InlineData("insufficient_system_resource", "length")]
    [InlineData("something_new", "stop")]
    public async Task Mends_a_finish_reason_that_SDKs_would_raise_on(string word, string mended)
    {
        var frame = (await ReadAsync($"data: {{\"choices\":[{{\"delta\":{{}},\"finish_reason\":\"{word}\",\"x\":1}},{{\"finish_reason\":\"{word}\"}}],\"model\":\"up\"}}\n\ndata: [DONE]\n\n"))[0];

        Assert.Equal($"data: {{\"choices\":[{{\"delta\":{{}},\"finish_reason\":\"{mended}\",\"x\":1}},{{\"finish_reason\":\"{mended}\"}}],\"model\":\"up\"}}\n\n", frame.Raw);
        Assert.Equal("\"up\"", frame.Model);
    }

    [Fact]
    public async Task Shows_usage_that_comes_with_a_choice()
    {
        var frames = await ReadAsync("data: {\"choices\":[{}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}\n\ndata: {\"choices\":[]}\n\ndata: [DONE]\n\n", withhold: true);

        Assert.All(frames, frame => Assert.False(frame.Withheld));
        Assert.Equal(4, _call.State.Usage!.Value.Output);
    }

    [Fact]
    public async Task Passes_a_provider_s_error_event_on_and_ends()
    {
        const string Text = "data: {\"error\":{\"message\":\"Overloaded\",\"type\":\"server_error\"}}\n\n";

        var frame = Assert.Single(await ReadAsync(Text + "data: [DONE]\n\n"));

        Assert.Equal((FrameKind.Error, ErrorKind.ProviderError), (frame.Kind, frame.Error!.Kind));
        Assert.Contains("Overloaded", frame.Error.Message, StringComparison.Ordinal);
        Assert.Equal(Text, frame.Raw);
    }

    [Theory]
    [InlineData("""{"error":{"message":"\ud800"}}""")]
    [InlineData("""{"error":"\ud800"}""")]
    [InlineData("""{"error":{"type":"\ud800","code":"\udc00","param":"\ud800\ud800"}}""")]
    public async Task Bears_half_characters_in_an_error_event(string data)
    {
        var frame = Assert.Single(await ReadAsync($"data: {data}\n\n"));

        Assert.Equal((FrameKind.Error, ErrorKind.ProviderError), (frame.Kind, frame.Error!.Kind));
    }

    [Theory]
    [InlineData("data: <html>\n\n")]
    [InlineData("data: {\"a\":\n\n")]
    [InlineData("data: {\"\\ud800\":1}\n\n")]
    public async Task Ends_with_an_error_where_an_event_is_not_json(string text)
    {
        var frames = await ReadAsync("data: {}\n\n" + text + "data: [DONE]\n\n");

        Assert.Equal([FrameKind.Data, FrameKind.Error], frames.Select(frame => frame.Kind));
        Assert.Equal(ErrorKind.ProviderCut, frames[1].Error!.Kind);
        Assert.Equal("", frames[1].Raw);
    }

    [Theory]
    [InlineData("")]
    [InlineData("data: {}\n\n")]
    [InlineData("data: {}\n\ndata: [DONE]")]
    [InlineData("data: {}\n\ndata: [DONE]\n")]
    public async Task Never_shows_a_stream_without_its_terminal_event_as_a_finished_one(string text)
    {
        var last = (await ReadAsync(text))[^1];

        Assert.Equal((FrameKind.Error, ErrorKind.ProviderCut), (last.Kind, last.Error!.Kind));
    }

    [Fact]
    public async Task Turns_a_broken_connection_into_an_error_frame()
    {
        var frames = await ReadAsync("data: {}\n\n", fault: new IOException("reset"));

        Assert.Equal([FrameKind.Data, FrameKind.Error], frames.Select(frame => frame.Kind));
        Assert.Equal(ErrorKind.ProviderCut, frames[1].Error!.Kind);
    }

    private async Task<List<Seen>> ReadAsync(string text, bool withhold = false, Exception? fault = null)
    {
        var seen = new List<Seen>();
        await using var frames = OpenAiProvider.Instance.ReadStream(
            new PiecesStream([Encoding.UTF8.GetBytes(text)], fault),
            new AnswerSource(_call, new ProviderRequest("", []) { WithholdUsage = withhold }, null, []));
        while (await frames.ReadAsync(CancellationToken.None) is { } frame)
        {
            var raw = Encoding.UTF8.GetString(frame.Raw.Span);
            seen.Add(new(frame.Kind, raw, raw[frame.ModelValue], frame.Withheld, frame.Error));
        }

        return seen;
    }

    private sealed record Seen(FrameKind Kind, string Raw, string Model, bool Withheld, CallError? Error);
}
