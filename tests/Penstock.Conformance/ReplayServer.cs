using System.Net.Http.Json;
using System.Text.Json;
using Penstock.Conformance;
using Penstock.Tests;
using Penstock.Upstream;
using Xunit;

[assembly: AssemblyFixture(typeof(ReplayServer))]

namespace Penstock.Conformance;

/// <summary>
/// One Penstock for all tests, with the replaying provider behind it: a model for every recording, some of them once more in
/// other pieces, and a model for every fault.
/// </summary>
public sealed class ReplayServer : IAsyncLifetime
{
    private PenstockServer _penstock = null!;
    private UpstreamServer _upstream = null!;

    internal UpstreamServer Upstream => _upstream;

    /// <summary>What an OpenAI SDK takes as its base address.</summary>
    public Uri BaseAddress => new(_penstock.Address, "v1");

    /// <summary>A key that may call everything.</summary>
    public string AdminKey => PenstockServer.AdminKey;

    /// <summary>A client with the admin key.</summary>
    public HttpClient Client => _penstock.Client;

    public async ValueTask InitializeAsync()
    {
        _upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = Penstock.Upstream.SharedData.Find() });
        _penstock = await PenstockServer.StartAsync(ReplayConfig.Yaml(_upstream));
    }

    public async ValueTask DisposeAsync()
    {
        await _penstock.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    /// <summary>A client for one test, that keeps no cookies and does not drain what nobody reads.</summary>
    /// <param name="mark">Sent as <c>idempotency-key</c>, which Penstock hands on: by it the provider's log is searched.</param>
    public HttpClient NewClient(string mark)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, MaxResponseDrainSize = 0, ResponseDrainTimeout = TimeSpan.Zero };
        var client = new HttpClient(handler) { BaseAddress = _penstock.Address };
        client.DefaultRequestHeaders.Add("idempotency-key", mark);
        return client;
    }

    /// <summary>What the provider got from the client with that mark.</summary>
    internal Task<ReceivedRequest> ReceivedAsync(string mark) =>
        _upstream.WaitForRequestAsync(request => request.Headers.GetValueOrDefault("idempotency-key") == mark);

    /// <summary>Makes a key.</summary>
    /// <param name="body">Its members.</param>
    public async Task<string> NewKeyAsync(object body)
    {
        using var answer = await Client.PostAsJsonAsync("api/v1/keys", body);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!;
    }

    /// <summary>A call's record.</summary>
    public Task<JsonElement> RecordAsync(string callId) => Client.GetFromJsonAsync<JsonElement>("api/v1/calls/" + callId);

    /// <summary>How the calls of a model ended, all alike; their records may still be on their way, since no client waited for them.</summary>
    public async Task<string> EndOfAsync(string model, int calls)
    {
        var patience = DateTime.UtcNow.AddSeconds(10);
        while (true)
        {
            var usage = await Client.GetFromJsonAsync<JsonElement>($"api/v1/usage?group_by=end&model={Uri.EscapeDataString(model)}");
            var rows = usage.GetProperty("data").EnumerateArray().ToArray();
            if (rows.Sum(row => row.GetProperty("calls").GetInt64()) >= calls || DateTime.UtcNow > patience)
            {
                var row = Assert.Single(rows);
                Assert.Equal(calls, row.GetProperty("calls").GetInt64());
                return row.GetProperty("group").GetProperty("end").GetString()!;
            }
        }
    }
}
