using Penstock.Tests.Resources;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Complaints;

/// <summary>
/// Complaint D19 of gateways.md, section 5: an answer that was kept for one team was given to another, and one entry was the answer to every question. No answer is kept
/// for another call: each call reaches the provider, whoever sends it and however often.
/// </summary>
public sealed class NoSharedAnswersTests
{
    private static readonly (string Path, string Body)[] Ways =
    [
        ("v1/chat/completions", """{"model":"chat","temperature":0,"seed":1,"messages":[{"role":"user","content":"hi"}]}"""),
        ("v1/chat/completions", """{"model":"stream","temperature":0,"stream":true,"messages":[{"role":"user","content":"hi"}]}"""),
        ("v1/responses", """{"model":"chat","input":"hi"}"""),
        ("v1/messages", """{"model":"chat","max_tokens":500,"messages":[{"role":"user","content":"hi"}]}"""),
        ("v1/embeddings", """{"model":"embed","input":"hi"}"""),
        ("models/chat/invoke", """{"messages":[{"role":"user","content":"hi"}]}"""),
        ("models/chat/converse", """{"messages":[{"role":"user","content":"hi"}]}"""),
    ];

    [Fact]
    public async Task The_same_body_of_two_callers_and_of_one_twice_is_asked_of_the_provider_each_time()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: TestContext.Current.CancellationToken);
        await using var penstock = await PenstockServer.StartAsync(PenstockServer.Yaml(upstream, ("chat", "synthetic:unary:300"), ("stream", "synthetic:stream:5:200"), ("embed", "synthetic:unary:600")));
        using var ada = await KeyAsync(penstock);
        using var bob = await KeyAsync(penstock);

        foreach (var (path, body) in Ways)
        {
            upstream.Forget();
            var answers = new List<Reply>();
            foreach (var client in new[] { ada, bob, ada })
            {
                answers.Add(await client.SendReplyAsync("POST", path, body));
            }

            Assert.All(answers, answer => Assert.Equal(200, answer.Status));
            Assert.True(upstream.Requests.Count == 3, $"{path} {body}: {upstream.Requests.Count} of 3 calls came to the provider");
            Assert.Equal(3, answers.Select(answer => answer.CallId).Distinct().Count());

            // Nor may anybody on the way keep them.
            Assert.All(answers, answer => Assert.DoesNotContain("public", answer.Header("Cache-Control") ?? "", StringComparison.Ordinal));
        }
    }

    private static async Task<HttpClient> KeyAsync(PenstockServer penstock) =>
        penstock.NewClient((await penstock.Client.SendReplyAsync("POST", "api/v1/keys", """{"name":"a test"}""")).At("key"));
}
