using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Conformance.Npm;

namespace Penstock.Conformance.Oidc;

/// <summary>A real OpenID provider (npm's <c>oidc-provider</c>) in a process of its own, on a free port of loopback.</summary>
internal sealed class OpenIdProvider : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });

    private OpenIdProvider(Process process, string url)
    {
        _process = process;
        Url = url;
    }

    /// <summary>The issuer's address, which is its <c>iss</c>.</summary>
    public string Url { get; }

    /// <summary>Starts one.</summary>
    /// <param name="redirect">Where people who log in are sent back to.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<OpenIdProvider> StartAsync(string redirect, CancellationToken ct)
    {
        var process = await NodeSdk.StartAsync("oidc.mjs");
        try
        {
            object Machine(string id) => new { client_id = id, client_secret = id + "-secret", grant_types = new[] { "client_credentials" }, redirect_uris = Array.Empty<string>(), response_types = Array.Empty<string>() };
            var first = await AskAsync(process, new
            {
                clients = new[]
                {
                    new { client_id = "penstock", client_secret = "the-secret-of-penstock-at-the-issuer", grant_types = new[] { "authorization_code" }, redirect_uris = new[] { redirect }, response_types = new[] { "code" } },
                    Machine("robot"), Machine("stranger"),
                },
                people = new Dictionary<string, object>
                {
                    ["ada"] = new { name = "Ada", email = "ada@example.com", email_verified = true, groups = new[] { "/engineering", "everybody" } },
                    ["eve"] = new { name = "Eve", email = "eve@elsewhere.example", email_verified = true, groups = new[] { "/engineering" } },
                    ["bob"] = new { name = "Bob", email = "bob@example.com", email_verified = false, groups = Array.Empty<string>() },
                    ["robot"] = new { name = "Robot", email = "robot@example.com", email_verified = true, groups = new[] { "/engineering" } },
                },
                audiences = new Dictionary<string, string> { ["urn:penstock"] = "penstock-api", ["urn:penstock:es"] = "penstock-api", ["urn:other"] = "another-api" },
            }, ct);
            return new OpenIdProvider(process, (string)first["issuer"]!);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    /// <summary>A JSON Web Token for a program.</summary>
    /// <param name="resource">What it is for: <c>urn:penstock</c>, or another thing.</param>
    /// <param name="client">The program.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<string> TokenAsync(string resource = "urn:penstock", string client = "robot", CancellationToken ct = default)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = client, ["client_secret"] = client + "-secret", ["resource"] = resource });
        using var request = new HttpRequestMessage(HttpMethod.Post, Url + "/token") { Content = form };
        request.Headers.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client}:{client}-secret")));
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["resource"] = resource });
        using var answer = await _client.SendAsync(request, ct);
        var body = await answer.Content.ReadFromJsonAsync<JsonObject>(ct);
        return (string?)body!["access_token"] ?? throw new InvalidOperationException($"The provider gave no token: {body.ToJsonString()}");
    }

    /// <summary>Its public keys, as it publishes them.</summary>
    public async Task<JsonArray> KeysAsync(CancellationToken ct) => (JsonArray)(await _client.GetFromJsonAsync<JsonObject>(Url + "/jwks", ct))!["keys"]!;

    /// <summary>Throws all its keys away and makes new ones.</summary>
    public Task RotateAsync(CancellationToken ct) => AskAsync(_process, new { rotate = true }, ct);

    /// <summary>How often its keys were fetched since it began.</summary>
    public async Task<int> FetchesAsync(CancellationToken ct) => (int)(await AskAsync(_process, new { }, ct))["fetches"]!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.StandardInput.Close();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static async Task<JsonObject> AskAsync(Process process, object question, CancellationToken ct)
    {
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(question) + "\n");
        await process.StandardInput.FlushAsync(ct);
        return await process.StandardOutput.ReadLineAsync(ct) is { } line ? (JsonObject)JsonNode.Parse(line)! : throw new InvalidOperationException("The OpenID provider ended.");
    }
}
