using System.Text;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources.Anthropic;

/// <summary>A Penstock with a provider of Anthropic's dialect and one of OpenAI's; a model for each recording that the tests name, and for faults.</summary>
public sealed class AnthropicFixture : IAsyncLifetime
{
    // What OpenAI has recorded: a text, calls of tools at once, the same streamed, a refusal streamed, an error.
    private static readonly string[] OfOpenAi = ["p0019", "p0035", "p0024", "synthetic:unary:300", "synthetic:stream:5:200"];

    private static readonly (string Name, string Fault)[] Faults =
    [
        ("cut", "cut:5"), ("fin", "cut:5,fin"), ("clean", "clean-cut:5"), ("event", "error-event:5"), ("malformed", "malformed-chunk:5"), ("429", "status:429,retry-after=7"), ("503", "status:503"),
    ];

    internal PenstockServer Penstock { get; private set; } = null!;

    internal UpstreamServer Upstream { get; private set; } = null!;

    internal HttpClient Client => Penstock.Client;

    public async ValueTask InitializeAsync()
    {
        Upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = global::Penstock.Upstream.SharedData.Find() });
        var providers = new StringBuilder($"providers:\n  ant: {{ dialect: anthropic, base_url: \"{Upstream.BaseAddress}\", api_key: \"sk-ant-0123456789\", retry: {{ attempts: 1 }} }}\n")
            .Append($"  oai: {{ dialect: openai, base_url: \"{Upstream.BaseAddress}v1\", api_key: \"sk-upstream-0123456789\", retry: {{ attempts: 1 }} }}\n");
        var models = new StringBuilder("models:\n");
        foreach (var exchange in Upstream.Exchanges.All.Where(exchange => exchange.Provider == "anthropic"))
        {
            models.Append($"  \"ant/{exchange.Id}\": {{ targets: [ {{ provider: ant, model: \"{exchange.Id}\" }} ] }}\n");
        }

        foreach (var name in OfOpenAi)
        {
            models.Append($"  \"oai/{name}\": {{ targets: [ {{ provider: oai, model: \"{name}\" }} ] }}\n");
        }

        models.Append("  \"ant/count\": { targets: [ { provider: ant, model: \"synthetic:unary:77\" } ] }\n");
        foreach (var (name, fault) in Faults)
        {
            foreach (var (provider, dialect, path, model) in new[] { ("ant", "anthropic", "", "p0152"), ("oai", "openai", "v1", "synthetic:stream:5:200") })
            {
                providers.Append($"  {provider}-{name}: {{ dialect: {dialect}, base_url: \"{Upstream.BaseAddress}{path}\", api_key: \"sk-upstream-0123456789\", retry: {{ attempts: 1 }}, headers: {{ x-upstream-fault: \"{fault}\" }} }}\n");
                models.Append($"  \"{provider}/{name}\": {{ targets: [ {{ provider: {provider}-{name}, model: \"{model}\" }} ] }}\n");
            }
        }

        Penstock = await PenstockServer.StartAsync(providers.Append(models).ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await Penstock.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    /// <summary>The recording of a model's name; the test is skipped where the data is missing.</summary>
    internal Exchange Recording(string model)
    {
        SharedData.Path("exchanges/exchanges.jsonl");
        return Upstream.Exchanges.ById(model[(model.IndexOf('/') + 1)..])!;
    }

    /// <summary>What the provider got last.</summary>
    internal ReceivedRequest Received => Upstream.Requests[^1];

    /// <summary>The record of a call.</summary>
    internal Task<Reply> RecordAsync(string callId) => Client.GetReplyAsync("api/v1/calls/" + callId);

    /// <summary>Asks for a message.</summary>
    internal Task<Reply> AskAsync(string model, string members = "", params (string, string)[] headers) =>
        Client.SendReplyAsync("POST", "v1/messages", $$"""{"model":"{{model}}","max_tokens":64,"messages":[{"role":"user","content":"hi"}]{{members}}}""", headers);

    /// <summary>Asks for a stream that may break off: what came, and whether it ended as HTTP wants.</summary>
    internal async Task<(string Text, bool Clean, string CallId)> StreamAsync(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var text = new StringBuilder();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var callId = response.Headers.GetValues("x-penstock-call-id").Single();
        try
        {
            var buffer = new char[4096];
            while (await reader.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var read)
            {
                text.Append(buffer, 0, read);
            }

            return (text.ToString(), true, callId);
        }
        catch (IOException)
        {
            return (text.ToString(), false, callId);
        }
    }
}
