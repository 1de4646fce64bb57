using Penstock.Tests;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Conformance.Responses;

/// <summary>A Penstock with providers of chats, of responses, and of both, and a model for each recording of responses at the second: <c>responses/p0046</c>.</summary>
public sealed class ResponsesFixture : IAsyncLifetime
{
    private PenstockServer _penstock = null!;
    private UpstreamServer _upstream = null!;

    internal UpstreamServer Upstream => _upstream;

    public Uri BaseAddress => new(_penstock.Address, "v1");

    public string Key => PenstockServer.AdminKey;

    public HttpClient Client => _penstock.Client;

    public async ValueTask InitializeAsync()
    {
        _upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = Penstock.Upstream.SharedData.Find() });
        var address = $"base_url: \"{_upstream.BaseAddress}v1\", api_key: \"sk-upstream-0123456789\", retry: {{ attempts: 1 }}";
        var recordings = _upstream.Exchanges.All.Where(exchange => exchange.Path.EndsWith("/responses", StringComparison.Ordinal));
        _penstock = await PenstockServer.StartAsync($$"""
            providers:
              chat: { dialect: openai, {{address}} }
              responses: { dialect: openai-responses, {{address}} }
              cut-chat: { dialect: openai, {{address}}, headers: { x-upstream-fault: "cut:3" } }
              cut-responses: { dialect: openai-responses, {{address}}, headers: { x-upstream-fault: "cut:5" } }
              busy: { dialect: openai, {{address}}, headers: { x-upstream-fault: "status:429,retry-after=7" } }
            models:
              chat: { targets: [ { provider: chat, model: "synthetic:unary:300" } ] }
              stream: { targets: [ { provider: chat, model: "synthetic:stream:20:200" } ] }
              tools: { targets: [ { provider: chat, model: p0019 } ] }
              streamed-tools: { targets: [ { provider: chat, model: p0035 } ] }
              refusing: { targets: [ { provider: chat, model: p0005 } ] }
              cut-chat: { targets: [ { provider: cut-chat, model: "synthetic:stream:20:200" } ] }
              cut-responses: { targets: [ { provider: cut-responses, model: p0080 } ] }
              busy: { targets: [ { provider: busy, model: "synthetic:unary:300" } ] }

            """ + string.Concat(recordings.Select(exchange => $"  \"responses/{exchange.Id}\": {{ targets: [ {{ provider: responses, model: {exchange.Id} }} ] }}\n")));
    }

    public async ValueTask DisposeAsync()
    {
        await _penstock.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    /// <summary>The recordings that fit; empty where the data is missing.</summary>
    internal IEnumerable<Exchange> Recorded(Func<Exchange, bool> fits) =>
        _upstream.Exchanges.All.Where(exchange => exchange.Path.EndsWith("/responses", StringComparison.Ordinal) && fits(exchange));
}
