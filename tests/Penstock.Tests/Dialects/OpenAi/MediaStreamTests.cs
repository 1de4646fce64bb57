using System.Text;
using Penstock.Dialects;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Tests.Dialects.Streams;
using Penstock.Tests.Resources.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.OpenAi;

public sealed class MediaStreamTests
{
    private readonly Call _call = FrameWriterTests.Call();

    [Theory]
    [InlineData("data: {\"type\":\"transcript.text.delta\",\"delta\":\"a\"}\n\ndata: {\"type\":\"transcript.text.done\",\"usage\":{\"input_tokens\":3,\"output_tokens\":4}}\n\n", "Data Data Terminal")]
    [InlineData("data: {\"type\":\"image_generation.partial_image\"}\n\ndata: {\"type\":\"image_generation.completed\"}\n\ndata: {\"type\":\"image_generation.completed\"}\n\n", "Data Data Data Terminal")]
    [InlineData("data: {\"type\":\"speech.audio.delta\"}\n\n", "Data Error")]
    [InlineData("data: {\"type\":\"speech.audio.delta\"}\n\ndata: {\"type\":\"error\",\"error\":{\"message\":\"Oh\"}}\n\n", "Data Error")]
    [InlineData("data: {\"type\":\"speech.audio.done\"}\n\ndata: [DONE]\n\n", "Data Terminal")]
    public async Task Events_end_where_they_say_so(string text, string kinds) =>
        Assert.Equal(kinds, string.Join(' ', await ReadAsync("text/event-stream; charset=utf-8", text)));

    [Fact]
    public async Task The_bytes_of_a_sound_come_as_they_are() =>
        Assert.Equal(["Data", "Terminal"], await ReadAsync("audio/mpeg", "ID3"));

    [Fact]
    public async Task A_sound_that_breaks_off_is_cut() =>
        Assert.Equal(["Data", "Error"], await ReadAsync("audio/mpeg", "ID3", new IOException("reset")));

    private async Task<List<string>> ReadAsync(string contentType, string text, Exception? fault = null)
    {
        List<string> kinds = [];
        await using var frames = MediaForwarding.ReadStream(new PiecesStream([Encoding.UTF8.GetBytes(text)], fault), new AnswerSource(_call, new ProviderRequest("", []), contentType, []));
        while (await frames.ReadAsync(CancellationToken.None) is { } frame)
        {
            kinds.Add(frame.Kind.ToString());
        }

        return kinds;
    }
}
