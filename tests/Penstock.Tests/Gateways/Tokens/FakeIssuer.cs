using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Penstock.Tests.Gateways.Tokens;

/// <summary>An issuer without a network: it publishes what a test says, can be away, and counts how often it is asked.</summary>
internal sealed class FakeIssuer : HttpMessageHandler
{
    /// <summary>Its address.</summary>
    public const string Url = "https://issuer.example";

    // Making a key takes long: all issuers of all tests have the same two.
    private static readonly RSA[] Keys = [RSA.Create(2048), RSA.Create(2048)];

    private readonly TimeProvider _time;
    private int _turn;

    public FakeIssuer(TimeProvider time) => (_time, Invoker) = (time, new HttpMessageInvoker(this, disposeHandler: false));

    /// <summary>A client that reaches it and nobody else.</summary>
    public HttpMessageInvoker Invoker { get; }

    /// <summary>Whether it can be reached.</summary>
    public bool IsAway { get; set; }

    /// <summary>What its discovery document says that it is.</summary>
    public string Named { get; set; } = Url;

    /// <summary>Further members of what it publishes as keys; null for the keys alone.</summary>
    public JsonArray MoreKeys { get; } = [];

    /// <summary>How often its keys were fetched.</summary>
    public int Fetches { get; private set; }

    /// <summary>Has another key from now on, under another name.</summary>
    public void Rotate() => _turn++;

    /// <summary>A token; claims that are null are left out.</summary>
    public string Token(string subject = "ada", TimeSpan? life = null, Action<JsonObject>? claims = null, Action<JsonObject>? head = null)
    {
        var now = _time.GetUtcNow();
        var payload = new JsonObject { ["iss"] = Url, ["aud"] = "penstock", ["sub"] = subject, ["iat"] = now.ToUnixTimeSeconds(), ["exp"] = (now + (life ?? TimeSpan.FromHours(1))).ToUnixTimeSeconds() };
        claims?.Invoke(payload);
        var header = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = Id };
        head?.Invoke(header);
        return Sign(header.ToJsonString(), payload.ToJsonString());
    }

    /// <summary>A token of texts, which may be no JSON that a writer would write.</summary>
    public string Sign(string header, string payload)
    {
        var text = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        return $"{text}.{Base64Url.EncodeToString(Key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>The header of its tokens, as text.</summary>
    public string Header => new JsonObject { ["alg"] = "RS256", ["kid"] = Id }.ToJsonString();

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (path == "/jwks")
        {
            Fetches++;
        }

        if (IsAway)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError);
        }

        var key = Key.ExportParameters(false);
        JsonObject body = path == "/jwks"
            ? new() { ["keys"] = new JsonArray([new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = Id, ["n"] = Base64Url.EncodeToString(key.Modulus!), ["e"] = Base64Url.EncodeToString(key.Exponent!) }, .. MoreKeys.Select(one => one!.DeepClone())]) }
            : new() { ["issuer"] = Named, ["jwks_uri"] = Url + "/jwks" };
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") });
    }

    private RSA Key => Keys[_turn % Keys.Length];

    private string Id => "key-" + _turn;
}
