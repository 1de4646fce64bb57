using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Penstock.Tests.Gateways;

namespace Penstock.Tests.Secrets;

/// <summary>An OpenID provider on loopback that signs with a secret it shares; whatever it refuses it repeats in its error, word for word.</summary>
internal sealed class LoginStandIn : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, string> _nonces = [];
    private OtherHost? _host;

    /// <summary>Its address, as its tokens name it.</summary>
    public string Url => _host!.Address.ToString().TrimEnd('/');

    /// <summary>What it was asked.</summary>
    public IEnumerable<OtherHost.Received> Requests => _host!.Requests;

    /// <summary>What it signs with now.</summary>
    public required string SharedSecret { get; set; }

    /// <summary>The only secret that it takes of the client; null for any.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>What it gives beside the ID token.</summary>
    public string AccessToken { get; init; } = "an-access-token";

    /// <summary>The ID tokens that it gave.</summary>
    public ConcurrentQueue<string> Given { get; } = [];

    public static async Task<LoginStandIn> StartAsync(string sharedSecret, string accessToken = "an-access-token")
    {
        var issuer = new LoginStandIn { SharedSecret = sharedSecret, AccessToken = accessToken };
        issuer._host = await OtherHost.StartAsync(issuer.AnswerAsync);
        return issuer;
    }

    public ValueTask DisposeAsync() => _host!.DisposeAsync();

    /// <summary>Lets somebody in whose browser was sent here: the code that it comes back with.</summary>
    public string Admit(Uri sentTo, string code)
    {
        _nonces[code] = System.Web.HttpUtility.ParseQueryString(sentTo.Query)["nonce"]!;
        return code;
    }

    /// <summary>A token for an audience.</summary>
    public string Token(string audience, string? nonce = null)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject { ["iss"] = Url, ["aud"] = audience, ["sub"] = "ada", ["name"] = "Ada", ["iat"] = now, ["exp"] = now + 3600, ["nonce"] = nonce };
        var text = $"{Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SharedSecret), Encoding.ASCII.GetBytes(text)))}";
    }

    private Task AnswerAsync(HttpContext http, OtherHost.Received request)
    {
        if (request.Target == "/.well-known/openid-configuration")
        {
            return http.Response.WriteAsJsonAsync(new { issuer = Url, authorization_endpoint = Url + "/authorize", token_endpoint = Url + "/token", userinfo_endpoint = Url + "/userinfo", jwks_uri = Url + "/jwks" });
        }

        var form = System.Web.HttpUtility.ParseQueryString(request.Body);
        var proof = ClientSecret is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"penstock:{Uri.EscapeDataString(ClientSecret)}"));
        if (request.Target == "/token" && form["code"] is { } code && _nonces.TryRemove(code, out var nonce) && (proof is null || request.Headers.GetValueOrDefault("authorization") == proof))
        {
            var token = Token("penstock", nonce);
            Given.Enqueue(token);
            return http.Response.WriteAsJsonAsync(new { id_token = token, access_token = AccessToken, token_type = "Bearer" });
        }

        var echo = string.Join("; ", request.Headers.Select(header => $"{header.Key}: {header.Value}")) + " " + request.Body;
        http.Response.StatusCode = 401;
        return http.Response.WriteAsJsonAsync(new { error = echo, error_description = echo });
    }
}
