using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Penstock.Tests.Gateways.Secrets;

/// <summary>
/// A stand-in for HashiCorp Vault 1.x on loopback: KV version 2, token and Kubernetes login, as its HTTP API reference has them. It is no Vault.
/// </summary>
internal sealed class FakeVault : IAsyncDisposable
{
    private OtherHost? _host;
    private int _logins;

    public Uri Address => _host!.Address;

    public IEnumerable<OtherHost.Received> Requests => _host!.Requests;

    /// <summary>The secrets by mount/path; null for one whose newest version was deleted.</summary>
    public Dictionary<string, JsonObject?> Secrets { get; } = [];

    /// <summary>The tokens that are good.</summary>
    public HashSet<string> Tokens { get; } = [];

    /// <summary>A token that is refused is answered 403, one that may not read a path too.</summary>
    public HashSet<string> Forbidden { get; } = [];

    /// <summary>What every request is answered instead; null for nothing.</summary>
    public int? Broken { get; set; }

    public string Jwt { get; init; } = "the-jwt";

    public int LeaseSeconds { get; set; } = 3600;

    public bool Renewable { get; set; } = true;

    public static async Task<FakeVault> StartAsync(Action<FakeVault>? set = null)
    {
        var vault = new FakeVault();
        set?.Invoke(vault);
        vault._host = await OtherHost.StartAsync(vault.AnswerAsync);
        return vault;
    }

    public ValueTask DisposeAsync() => _host!.DisposeAsync();

    private Task AnswerAsync(HttpContext http, OtherHost.Received request)
    {
        var token = request.Headers.GetValueOrDefault("x-vault-token", "");
        if (Broken is { } status)
        {
            return ErrorAsync(http, status, status == 503 ? "Vault is sealed" : "internal error");
        }

        if (request.Target == "/v1/auth/kubernetes/login")
        {
            var body = JsonNode.Parse(request.Body)!;
            if ((string?)body["jwt"] != Jwt || (string?)body["role"] != "penstock")
            {
                return ErrorAsync(http, 403, "permission denied");
            }

            var made = $"hvs.login-{++_logins}-of-kubernetes";
            Tokens.Add(made);
            return http.Response.WriteAsJsonAsync(Auth(made));
        }

        if (!Tokens.Contains(token))
        {
            return ErrorAsync(http, 403, "permission denied");
        }

        if (request.Target == "/v1/auth/token/lookup-self")
        {
            return http.Response.WriteAsJsonAsync(new { data = new { ttl = LeaseSeconds, renewable = Renewable } });
        }

        if (request.Target == "/v1/auth/token/renew-self")
        {
            return Renewable ? http.Response.WriteAsJsonAsync(Auth(token)) : ErrorAsync(http, 400, "lease is not renewable");
        }

        var path = Uri.UnescapeDataString(request.Target["/v1/".Length..].Replace("/data/", "/", StringComparison.Ordinal));
        if (Forbidden.Contains(path))
        {
            return ErrorAsync(http, 403, "1 error occurred: permission denied");
        }

        if (!Secrets.TryGetValue(path, out var secret))
        {
            http.Response.StatusCode = 404;
            return http.Response.WriteAsJsonAsync(new { errors = Array.Empty<string>() });
        }

        http.Response.StatusCode = secret is null ? 404 : 200;
        return http.Response.WriteAsJsonAsync(new JsonObject
        {
            ["request_id"] = "0d1b4d1e",
            ["lease_duration"] = 0,
            ["renewable"] = false,
            ["data"] = new JsonObject
            {
                ["data"] = secret?.DeepClone(),
                ["metadata"] = new JsonObject { ["version"] = 3, ["deletion_time"] = secret is null ? "2026-11-20T00:00:00Z" : "", ["destroyed"] = false },
            },
        });
    }

    private object Auth(string token) => new { auth = new { client_token = token, accessor = "a", policies = new[] { "default" }, lease_duration = LeaseSeconds, renewable = Renewable } };

    private static Task ErrorAsync(HttpContext http, int status, string error)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsync(JsonSerializer.Serialize(new { errors = new[] { error } }));
    }
}
