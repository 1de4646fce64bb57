using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources;

/// <summary>A server with a provider stand-in and two functions behind it, shared by the tests of a class.</summary>
public sealed class HouseFixture : IAsyncLifetime
{
    internal const string Slashed = "meta-llama/Llama-3.1-8B";
    internal const string Dotted = "anthropic.claude-3-sonnet-20240229-v1:0";

    internal static readonly (string Model, string UpstreamModel)[] Models =
    [
        ("chat", "synthetic:unary:300"),
        ("short", "synthetic:stream:5:200"),
        ("endless", "synthetic:stream:5000:200:20"),
        ("embed", "synthetic:unary:600"),
        (Slashed, "synthetic:unary:301"),
        ("meta-llama", "synthetic:unary:302"),
        (Dotted, "synthetic:unary:303"),
    ];

    internal PenstockServer Penstock { get; private set; } = null!;

    internal UpstreamServer Upstream { get; private set; } = null!;

    internal HttpClient Admin => Penstock.Client;

    public async ValueTask InitializeAsync()
    {
        Upstream = await UpstreamServer.StartAsync();
        Penstock = await PenstockServer.StartAsync("server: { max_body_bytes: 65536 }\n" + PenstockServer.Yaml(Upstream, Models), options => options
            .Function("hello", (string who) => $"hello {who}")
            .Function("team/greet:v1.0", (string who, int times = 1) => $"{who} {times}")
            .Function("team/greet:v1.0/invoke", (string who) => $"longest {who}"));
    }

    public async ValueTask DisposeAsync()
    {
        await Penstock.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    /// <summary>A new key, and a client that has it.</summary>
    internal async Task<(string Id, HttpClient Client)> KeyAsync(string members = "")
    {
        var (id, key) = await SecretAsync(members);
        return (id, Penstock.NewClient(key));
    }

    /// <summary>A new key's id and secret.</summary>
    internal async Task<(string Id, string Secret)> SecretAsync(string members = "")
    {
        var made = await Admin.SendReplyAsync("POST", "api/v1/keys", $$"""{"name":"a test"{{(members.Length > 0 ? "," : "")}}{{members}}}""");
        Assert.Equal(201, made.Status);
        return (made.At("id")!, made.At("key")!);
    }

    /// <summary>The record of a call.</summary>
    internal Task<Reply> RecordAsync(string callId) => Admin.GetReplyAsync("api/v1/calls/" + callId);

    internal static string Chat(string model, string members = "") => $$"""{"model":"{{model}}","messages":[{"role":"user","content":"hi"}]{{members}}}""";
}
