using OpenAI.Chat;
using Penstock.Conformance.DotNet;
using Penstock.Conformance.Npm;
using Xunit;

namespace Penstock.Conformance;

/// <summary>The model in the box that needs no provider talks to both SDKs.</summary>
public sealed class GuideTests(ReplayServer server)
{
    private const string Question = "How do I revoke a key?";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Says_the_same_to_both_sdks_streamed_and_not()
    {
        using var client = new SdkClient(server);
        var models = (await client.Models().GetModelsAsync(Ct)).Value;
        Assert.SkipUnless(models.Any(model => model.Id == "guide"), "there is no guide in this Penstock");
        ChatMessage[] messages = [new UserChatMessage(Question)];
        var args = new { model = "guide", messages = new[] { new { role = "user", content = Question } } };

        var answer = (await client.Chat("guide").CompleteChatAsync(messages, cancellationToken: Ct)).Value.Content[0].Text;
        var updates = await client.Chat("guide").CompleteChatStreamingAsync(messages, cancellationToken: Ct).ToListAsync(Ct);
        var results = await NodeSdk.RunAsync(server, new NodeCall("chat", server.AdminKey, args), new NodeCall("chat.final", server.AdminKey, args));

        Assert.NotEmpty(answer);
        Assert.Equal(answer, string.Concat(updates.SelectMany(update => update.ContentUpdate).Select(part => part.Text)));
        Assert.True(updates.Count > 5, "It is streamed word by word.");
        Assert.All(results, result => Assert.Null(result.Error));
        Assert.All(results, result => Assert.Equal(answer, result.Value.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()));
    }
}
