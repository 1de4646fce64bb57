using System.Text;
using Penstock.Conformance.Npm;
using Penstock.Tests;
using Penstock.Upstream;
using Xunit;

[assembly: AssemblyFixture(typeof(OtherSdkServer))]

namespace Penstock.Conformance.Npm;

/// <summary>A Penstock before the replaying provider for the SDKs of Cohere and Mistral: a model for each recording they are asked for, at the provider it is of.</summary>
public sealed class OtherSdkServer : IAsyncLifetime
{
    private PenstockServer _penstock = null!;
    private UpstreamServer _upstream = null!;

    /// <summary>Where it listens; ends in a slash.</summary>
    public Uri Address => _penstock.Address;

    /// <summary>A key that may call everything.</summary>
    public string AdminKey => PenstockServer.AdminKey;

    internal UpstreamServer Upstream => _upstream;

    public async ValueTask InitializeAsync()
    {
        _upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = Penstock.Upstream.SharedData.Find() });
        var yaml = new StringBuilder($$"""
            providers:
              cohere: { base_url: "{{_upstream.BaseAddress}}", api_key: k, retry: { attempts: 1 } }
              cohere-cut: { like: cohere, base_url: "{{_upstream.BaseAddress}}", api_key: k, retry: { attempts: 1 }, headers: { x-upstream-fault: "cut:5" } }
              mistral: { base_url: "{{_upstream.BaseAddress}}v1", api_key: k, retry: { attempts: 1 } }
              mistral-cut: { like: mistral, base_url: "{{_upstream.BaseAddress}}v1", api_key: k, retry: { attempts: 1 }, headers: { x-upstream-fault: "cut:5" } }
              openai: { base_url: "{{_upstream.BaseAddress}}v1", api_key: k, retry: { attempts: 1 } }
              voyage: { base_url: "{{_upstream.BaseAddress}}v1", api_key: k, retry: { attempts: 1 } }
            models:
              cohere-cut: { targets: [ { provider: cohere-cut, model: p0293 } ] }
              mistral-cut: { targets: [ { provider: mistral-cut, model: p0243 } ] }
              stream: { targets: [ { provider: openai, model: "synthetic:stream:5:200" } ] }

            """);
        foreach (var exchange in _upstream.Exchanges.All.Where(exchange => exchange.Provider is "cohere" or "mistral" or "openai" or "voyage"))
        {
            yaml.AppendLine($"  {exchange.Id}: {{ targets: [ {{ provider: {exchange.Provider}, model: {exchange.Id} }} ] }}");
        }

        _penstock = await PenstockServer.StartAsync(yaml.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _penstock.DisposeAsync();
        await _upstream.DisposeAsync();
    }
}
