using System.Text;
using Penstock.Conformance.Npm;
using Penstock.Tests;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Conformance.Google;

/// <summary>A Penstock with recordings of Google's and of OpenAI's behind it, and Google's SDK before it.</summary>
public sealed class GoogleServer : IAsyncLifetime
{
    private readonly Lazy<Task<IReadOnlyDictionary<string, GoogleResult>>> _recorded;
    private PenstockServer _penstock = null!;

    /// <summary>Nothing runs yet.</summary>
    public GoogleServer() => _recorded = new(RunRecordedAsync);

    internal UpstreamServer Upstream { get; private set; } = null!;

    /// <summary>The recordings of chats that ended well, by the models they are served under: of Google by itself, of OpenAI translated.</summary>
    internal static TheoryData<string> Recorded(bool stream) => Penstock.Upstream.SharedData.Find() is { } data
        ? [.. ExchangeStore.Load(data).All.Where(exchange => exchange.Status == 200 && exchange.Stream == stream && IsChat(exchange)).Select(Name)]
        : ["none"];

    /// <summary>Runs a call.</summary>
    internal async Task<GoogleResult> RunAsync(string does, object args, string? wrongKey = null) =>
        (await NodeSdk.RunAsync<IReadOnlyList<GoogleResult>>("gemini.mjs", new { baseUrl = _penstock.Address, key = PenstockServer.AdminKey, calls = new[] { new { does, args, wrongKey } } }))[0];

    /// <summary>Runs calls one after the other in one process.</summary>
    internal Task<IReadOnlyList<GoogleResult>> RunAsync(params IEnumerable<(string Does, object Args)> calls) =>
        NodeSdk.RunAsync<IReadOnlyList<GoogleResult>>("gemini.mjs", new { baseUrl = _penstock.Address, key = PenstockServer.AdminKey, calls = calls.Select(call => new { does = call.Does, args = call.Args }) });

    /// <summary>What came of a question to a recording's model; all of them are asked by one process.</summary>
    internal async Task<GoogleResult> RecordedAsync(string model) => (await _recorded.Value)[model];

    /// <summary>The recording behind a model; the test is skipped where the data is missing.</summary>
    internal Exchange Of(string model)
    {
        Penstock.Tests.SharedData.Path("exchanges/exchanges.jsonl");
        return Upstream.Exchanges.ById(model[(model.LastIndexOf('/') + 1)..])!;
    }

    public async ValueTask InitializeAsync()
    {
        Upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = Penstock.Upstream.SharedData.Find() });
        var yaml = new StringBuilder("providers:\n");
        foreach (var (name, dialect, path, fault) in new[] { ("gemini", "gemini", "", ""), ("cut", "gemini", "", "cut:2"), ("over", "gemini", "", "status:503"), ("openai", "openai", "v1", ""), ("openai-cut", "openai", "v1", "cut:2") })
        {
            var headers = fault.Length > 0 ? $", headers: {{ x-upstream-fault: '{fault}' }}" : "";
            yaml.Append($"  {name}-up: {{ dialect: {dialect}, base_url: '{Upstream.BaseAddress}{path}', api_key: k-upstream, retry: {{ attempts: 1 }}{headers} }}\n");
        }

        yaml.Append("models:\n  chat: { targets: [ { provider: openai-up, model: 'synthetic:stream:20:200' } ] }\n  chat-cut: { targets: [ { provider: openai-cut-up, model: 'synthetic:stream:20:200' } ] }\n");
        foreach (var recording in Upstream.Exchanges.All.Where(exchange => exchange.Provider is "gemini" or "openai"))
        {
            foreach (var provider in recording.Provider == "gemini" ? new[] { "gemini", "cut", "over" } : ["openai"])
            {
                yaml.Append($"  {provider}/{recording.Id}: {{ targets: [ {{ provider: {provider}-up, model: {recording.Id} }} ] }}\n");
            }
        }

        _penstock = await PenstockServer.StartAsync(yaml.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _penstock.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private async Task<IReadOnlyDictionary<string, GoogleResult>> RunRecordedAsync()
    {
        var all = Upstream.Exchanges.All.Where(exchange => exchange.Status == 200 && IsChat(exchange)).ToArray();
        var results = await RunAsync(all.Select(exchange => (exchange.Stream ? "stream" : "generate", (object)new { model = Name(exchange), contents = "Hi" })));
        return all.Zip(results).ToDictionary(pair => Name(pair.First), pair => pair.Second);
    }

    private static string Name(Exchange exchange) => $"{exchange.Provider}/{exchange.Id}";

    private static bool IsChat(Exchange exchange) => exchange.Provider switch
    {
        "gemini" => exchange.Path.Contains("enerateContent", StringComparison.Ordinal),
        "openai" => exchange.Path.EndsWith("/v1/chat/completions", StringComparison.Ordinal),
        _ => false,
    };
}
