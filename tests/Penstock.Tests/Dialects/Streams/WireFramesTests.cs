using System.Text;
using Penstock.Dialects;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Tests.Resources.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.Streams;

public sealed class WireFramesTests
{
    // Half a character: a tap passes over it, a reader cannot read it.
    private const string Half = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\ud800\"}}]}\n\n";
    private const string Whole = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";

    [Theory]
    [InlineData(true, FrameKind.Terminal)]
    [InlineData(false, FrameKind.Error)]
    public async Task An_event_that_cannot_be_read_crosses_between_equal_dialects_and_is_an_error_on_the_way_to_another(bool forwarded, FrameKind end)
    {
        using var call = FrameWriterTests.Call();
        await using var frames = OpenAiProvider.Instance.ReadStream(
            new PiecesStream([Encoding.UTF8.GetBytes(Whole + Half + "data: [DONE]\n\n")]),
            new AnswerSource(call, new ProviderRequest("", []) { Forwarded = forwarded }, null, []));
        var kinds = new List<FrameKind>();
        while (await frames.ReadAsync(CancellationToken.None) is { } frame)
        {
            kinds.Add(frame.Kind);
        }

        Assert.Equal(end, kinds[^1]);
        Assert.Equal(forwarded ? 3 : 2, kinds.Count);
    }
}
