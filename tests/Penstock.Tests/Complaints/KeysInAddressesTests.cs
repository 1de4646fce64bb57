using Microsoft.AspNetCore.Http;
using Penstock.Tests.Gateways;
using Penstock.Tests.Resources;
using Xunit;

namespace Penstock.Tests.Complaints;

/// <summary>
/// Complaint G26 of gateways.md, section 5: keys of Gemini in addresses, and from there in logs (LiteLLM PR#39964). A provider's key is in a header and in no address, and
/// what a client had in its address goes no further and is in no log, answer or error.
/// </summary>
public sealed class KeysInAddressesTests
{
    private const string Body = """{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}""";
    private const string Answer = """{"candidates":[{"content":{"role":"model","parts":[{"text":"fine"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1,"totalTokenCount":2}}""";
    private const string ProviderKey = "AIzaSyTheProvidersOwnKey0123456789";

    [Fact]
    public async Task No_address_that_leaves_has_a_key_and_none_that_came_with_one_is_repeated()
    {
        var status = 200;
        await using var provider = await OtherHost.StartAsync(async (http, asked) =>
        {
            var stream = status == 200 && asked.Target.Contains("stream", StringComparison.Ordinal);
            http.Response.StatusCode = status;
            http.Response.ContentType = stream ? "text/event-stream" : "application/json";
            await http.Response.WriteAsync(status == 200 ? (stream ? $"data: {Answer}\n\n" : Answer) : """{"error":{"code":503,"message":"away","status":"UNAVAILABLE"}}""");
        });
        await using var penstock = await PenstockServer.StartAsync($$"""
            logging: { level: trace }
            providers: { google: { dialect: gemini, base_url: "{{provider.Address}}", api_key: "{{ProviderKey}}", retry: { attempts: 1 } } }
            models: { gemini: { targets: [ { provider: google, model: gemini-2 } ] } }
            """);
        var key = (await penstock.Client.SendReplyAsync("POST", "api/v1/keys", """{"name":"a test"}""")).At("key")!;
        using var client = penstock.NewClient(null);
        var answers = new List<Reply>();
        foreach (var now in new[] { 200, 503 })
        {
            status = now;
            answers.Add(await client.SendReplyAsync("POST", $"v1beta/models/gemini:generateContent?key={key}", Body));
            answers.Add(await client.SendReplyAsync("POST", $"v1beta/models/gemini:streamGenerateContent?alt=sse&key={key}", Body));
            answers.Add(await client.SendReplyAsync("POST", $"v1beta/models/nothing:generateContent?key={key}", Body));
        }

        Assert.Equal([200, 404], [answers[0].Status, answers[2].Status]);
        Assert.Equal(4, provider.Requests.Count);
        Assert.All(provider.Requests, asked => Assert.DoesNotContain("key", asked.Target, StringComparison.OrdinalIgnoreCase));
        Assert.All(provider.Requests, asked => Assert.Equal(ProviderKey, asked.Headers["x-goog-api-key"]));
        Assert.DoesNotContain(provider.Requests.SelectMany(asked => asked.Headers.Values).Concat(provider.Requests.Select(asked => asked.Body)), text => text.Contains(key, StringComparison.Ordinal));
        Assert.All(answers, answer => Assert.DoesNotContain(key, answer.Text + answer.Headers, StringComparison.Ordinal));
        await penstock.StopAsync();
        var log = string.Concat(Directory.GetFiles(Path.Combine(penstock.DataFolder, "logs")).Select(file => File.ReadAllText(file)));
        Assert.NotEmpty(log);
        Assert.DoesNotContain(key, log, StringComparison.Ordinal);
        Assert.DoesNotContain(ProviderKey, log, StringComparison.Ordinal);
    }
}
