using OpenAI.Chat;
using Xunit;

namespace Penstock.Conformance.DotNet;

/// <summary>A stream that the provider cut is never a finished one: the .NET SDK raises, and the ledger says cut.</summary>
public sealed class CutTests(ReplayServer server)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("cut-reset")]
    [InlineData("cut-fin")]
    [InlineData("cut-clean")]
    [InlineData("cut-event")]
    [InlineData("cut-openrouter")]
    [InlineData("cut-malformed")]
    public async Task A_cut_stream_is_raised_after_what_came_of_it(string fault)
    {
        using var client = new SdkClient(server);
        var text = "";

        var raised = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (var update in client.Chat(ReplayConfig.Fault(fault)).CompleteChatStreamingAsync([new UserChatMessage("hello")], cancellationToken: Ct))
            {
                text += string.Concat(update.ContentUpdate.Select(part => part.Text.TrimEnd('x')));
            }
        });

        // OpenRouter's error event is a chunk with the finish reason "error", on which the SDK raises before the cut reaches it.
        Assert.True(raised is IOException || (fault == "cut-openrouter" && raised is ArgumentOutOfRangeException), raised.ToString());
        Assert.Equal("#0##1##2#", text);
        Assert.Equal("cut", (await server.RecordAsync(client.CallId)).GetProperty("end").GetString());
    }
}
