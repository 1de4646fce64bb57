using Penstock.Tests;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Conformance.Pools;

/// <summary>One Penstock with a pool for each fault: a target that has it, and two that are well.</summary>
public sealed class PoolHouse : IAsyncLifetime
{
    private const string Unary = "synthetic:unary:300";
    private const string Stream = "synthetic:stream:20:200";

    /// <summary>Faults before any byte of an answer, streamed or not.</summary>
    public static readonly string[] BeforeContent =
    [
        "status:400,code=context_length_exceeded", "status:401", "status:403", "status:404", "status:408", "status:429", "status:429,retry-after=3600", "status:500", "status:503", "status:529",
        "reset-before-headers", "reset-after-headers", "slow-first-byte:60000", "wrong-content-type",
    ];

    /// <summary>Faults of a stream before its first content.</summary>
    public static readonly string[] StreamsBeforeContent = ["cut:0", "cut:0,fin", "clean-cut:0", "stall:0", "malformed-chunk:0", "error-event:0", "error-event:0,openrouter"];

    /// <summary>Faults of a stream in its middle.</summary>
    public static readonly string[] StreamsAfterContent = ["cut:3", "cut:3,fin", "clean-cut:3", "stall:3", "malformed-chunk:3", "error-event:3", "error-event:3,openrouter"];

    private PenstockServer _penstock = null!;

    /// <summary>A client with the admin key.</summary>
    public HttpClient Client => _penstock.Client;

    internal UpstreamServer Upstream { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Upstream = await UpstreamServer.StartAsync(new UpstreamOptions());
        _penstock = await PenstockServer.StartAsync(Yaml());
    }

    public async ValueTask DisposeAsync()
    {
        await _penstock.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    /// <summary>The model of a fault: with the characters that a model's name may have.</summary>
    public static string Name(string kind, string fault) => $"{kind}/{fault.Replace(',', '+').Replace('=', '@')}";

    private string Yaml()
    {
        var providers = new List<string> { Provider("good-1", null), Provider("good-2", null) };
        var models = new List<string>();
        foreach (var fault in BeforeContent.Concat(StreamsBeforeContent).Concat(StreamsAfterContent).Concat(["oversized-chunk:1000", "status:400,code=content_filter", "status:502"]).Distinct())
        {
            var name = "bad-" + providers.Count;
            providers.Add(Provider(name, fault));
            models.Add(Model(Name("unary", fault), name, Unary, null));
            models.Add(Model(Name("stream", fault), name, Stream, null));
            if (fault.Contains("filter", StringComparison.Ordinal))
            {
                models.Add(Model("filtered", name, Unary, "content_filter"));
            }
        }

        return "providers:\n" + string.Concat(providers) + "models:\n" + string.Concat(models);
    }

    private string Provider(string name, string? fault) =>
        $"  {name}: {{ dialect: openai, base_url: \"{Upstream.BaseAddress}v1\", api_key: \"sk-upstream-0123456789\", retry: {{ attempts: 1 }}, timeouts: {{ first_byte: 1s, idle: 1s }}"
        + (fault is null ? " }\n" : $", headers: {{ x-upstream-fault: \"{fault}\" }} }}\n");

    private static string Model(string name, string bad, string upstreamModel, string? fallbackOn) =>
        $"  \"{name}\":\n    targets: [ {{ provider: {bad}, model: \"{upstreamModel}\" }}, {{ provider: good-1, model: \"{upstreamModel}\", order: 1 }}, {{ provider: good-2, model: \"{upstreamModel}\", order: 1 }} ]\n"
        + (fallbackOn is null ? "" : $"    route: {{ fallback_on: [{fallbackOn}] }}\n");
}
