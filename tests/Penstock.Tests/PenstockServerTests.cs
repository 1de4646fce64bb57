using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests;

/// <summary>The path of a call, from the client to the provider and into the ledger, as a test.</summary>
public sealed class PenstockServerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_goes_to_the_provider_and_comes_back_under_the_public_name_and_is_in_the_ledger()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync(PenstockServer.Yaml(upstream, ("house/chat:1", "synthetic:unary:300")));

        using var answer = await penstock.Client.PostAsJsonAsync("v1/chat/completions", new { model = "house/chat:1", messages = new[] { new { role = "user", content = "hi" } }, extra = 1 }, Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal("house/chat:1", body.GetProperty("model").GetString());
        var received = Assert.Single(upstream.Requests);
        Assert.Equal("""{"model":"synthetic:unary:300","messages":[{"role":"user","content":"hi"}],"extra":1}""", System.Text.Encoding.UTF8.GetString(received.Body));
        Assert.Equal("Bearer sk-upstream-0123456789", received.Headers["authorization"]);
        var id = Assert.Single(answer.Headers.GetValues("x-penstock-call-id"));
        var record = await penstock.Client.GetFromJsonAsync<JsonElement>("api/v1/calls/" + id, Ct);
        Assert.Equal("completed", record.GetProperty("end").GetString());
        Assert.Equal(body.GetProperty("usage").GetProperty("total_tokens").GetInt64(), record.GetProperty("usage").GetProperty("total_tokens").GetInt64());
    }

    [Fact]
    public async Task A_function_of_the_host_is_a_model_like_any_other()
    {
        await using var penstock = await PenstockServer.StartAsync(configure: options => options.Function("hello", (string who) => $"hello {who}"));

        using var answer = await penstock.Client.PostAsJsonAsync("models/hello/invoke", new { who = "ada" }, Ct);

        Assert.Equal("\"hello ada\"", await answer.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task A_body_of_more_than_the_web_servers_own_bound_is_read_when_the_configuration_allows_it()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync("server: { max_body_bytes: 40MB }\n" + PenstockServer.Yaml(upstream, ("chat", "synthetic:unary:300")));

        using var answer = await penstock.Client.PostAsJsonAsync("v1/chat/completions", new { model = "chat", messages = new[] { new { role = "user", content = new string('x', 35_000_000) } } }, Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.InRange(Assert.Single(upstream.Requests).Body.Length, 35_000_000, 36_000_000);
    }
}
