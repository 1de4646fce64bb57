using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Penstock.Tests.Resources;
using Xunit;

namespace Penstock.Conformance.Oidc;

/// <summary>Tokens of a real OpenID provider as credentials for calls.</summary>
public sealed class TokenCallTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_calls_wherever_SDKs_put_it_whichever_way_it_is_signed()
    {
        await using var sso = await SsoServer.StartAsync(Ct);
        foreach (var resource in (string[])["urn:penstock", "urn:penstock:es"])
        {
            var token = await sso.Provider.TokenAsync(resource, ct: Ct);
            foreach (var (name, value) in ((string, string)[])[("Authorization", "Bearer " + token), ("x-api-key", token), ("api-key", token), ("x-goog-api-key", token)])
            {
                Assert.Equal(200, (await CallAsync(sso, (name, value))).Status);
            }
        }

        var me = await MeAsync(sso, await sso.Provider.TokenAsync(ct: Ct));

        Assert.Equal("token", me.At("credential"));
        Assert.Equal("Robot", me.At("name"));
        Assert.Equal("user", me.At("kind"));
        Assert.Contains("engineering", me.Json.GetProperty("teams").EnumerateArray().Select(team => team.GetString()));
        Assert.Contains("developer", me.Json.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
    }

    [Fact]
    public async Task A_token_for_somebody_else_of_nobody_known_or_of_somebody_unwanted_does_not_call()
    {
        await using var sso = await SsoServer.StartAsync(Ct);
        await using var other = await OpenIdProvider.StartAsync("http://127.0.0.1:1/auth/callback", Ct);

        await RefusedAsync(sso, await sso.Provider.TokenAsync("urn:other", ct: Ct), "audience");
        await RefusedAsync(sso, await other.TokenAsync(ct: Ct), "issuer");
        var unwanted = await CallAsync(sso, ("Authorization", "Bearer " + await sso.Provider.TokenAsync(client: "stranger", ct: Ct)));

        Assert.Equal(403, unwanted.Status);
        Assert.Equal("not_admitted", unwanted.At("code"));
    }

    [Fact]
    public async Task A_forged_token_does_not_call()
    {
        await using var sso = await SsoServer.StartAsync(Ct);
        var token = await sso.Provider.TokenAsync(ct: Ct);
        var (header, payload, signature) = (token.Split('.')[0], token.Split('.')[1], token.Split('.')[2]);
        var claims = (JsonObject)JsonNode.Parse(Base64Url.DecodeFromChars(payload))!;
        claims["sub"] = "ada";
        var head = (JsonObject)JsonNode.Parse(Base64Url.DecodeFromChars(header))!;
        Assert.Equal(200, (await CallAsync(sso, ("x-api-key", token))).Status);

        await RefusedAsync(sso, $"{header}.{Text(claims)}.{signature}", "signature");
        await RefusedAsync(sso, $"{header}.{payload}.{(signature[0] == 'A' ? 'B' : 'A')}{signature[1..]}", "signature");
        await RefusedAsync(sso, $"{header}.{payload}.", "signature");
        foreach (var none in (string[])["none", "None", "nOnE", ""])
        {
            await RefusedAsync(sso, $"{Text(With(head, "alg", none))}.{Text(claims)}.", "alg");
            await RefusedAsync(sso, $"{Text(With(head, "alg", none))}.{payload}.{signature}", "alg");
        }

        // The issuer's public key, as it publishes it and as PEM, taken for a shared secret (CVE-2015-9235).
        var key = (await sso.Provider.KeysAsync(Ct)).First(one => (string)one!["kid"]! == (string)head["kid"]!)!.AsObject();
        using var rsa = RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars((string)key["n"]!), Exponent = Base64Url.DecodeFromChars((string)key["e"]!) });
        foreach (var secret in (string[])[key.ToJsonString(), rsa.ExportSubjectPublicKeyInfoPem(), rsa.ExportSubjectPublicKeyInfoPem() + "\n", rsa.ExportRSAPublicKeyPem()])
        {
            var signed = $"{Text(With(head, "alg", "HS256"))}.{Text(claims)}";
            await RefusedAsync(sso, $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(signed)))}", "alg");
        }

        // A key that comes along with the token is nobody's.
        using var own = RSA.Create(2048);
        var mine = own.ExportParameters(false);
        var brought = With(head, "jwk", new JsonObject { ["kty"] = "RSA", ["n"] = Base64Url.EncodeToString(mine.Modulus!), ["e"] = Base64Url.EncodeToString(mine.Exponent!) });
        var text = $"{Text(brought)}.{Text(claims)}";
        await RefusedAsync(sso, $"{text}.{Base64Url.EncodeToString(own.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}", "signature");
    }

    [Fact]
    public async Task A_token_calls_until_it_expires_and_not_once_more()
    {
        await using var sso = await SsoServer.StartAsync(Ct);
        var token = await sso.Provider.TokenAsync(ct: Ct);
        Assert.Equal(200, (await CallAsync(sso, ("x-api-key", token))).Status);

        sso.Time.Advance(TimeSpan.FromSeconds(600 + 61));

        await RefusedAsync(sso, token, "expired");
    }

    [Fact]
    public async Task The_issuer_changes_its_keys_while_Penstock_runs()
    {
        await using var sso = await SsoServer.StartAsync(Ct);
        var old = await sso.Provider.TokenAsync(ct: Ct);
        Assert.Equal(200, (await CallAsync(sso, ("x-api-key", old))).Status);

        await sso.Provider.RotateAsync(Ct);
        var fresh = await sso.Provider.TokenAsync(ct: Ct);

        Assert.Equal(200, (await CallAsync(sso, ("x-api-key", fresh))).Status);
        await RefusedAsync(sso, old, "key");
    }

    [Fact]
    public async Task Made_up_keys_cause_no_storm_at_the_issuer()
    {
        await using var sso = await SsoServer.StartAsync(Ct);
        var token = await sso.Provider.TokenAsync(ct: Ct);
        Assert.Equal(200, (await CallAsync(sso, ("x-api-key", token))).Status);
        var head = (JsonObject)JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[0]))!;
        var before = await sso.Provider.FetchesAsync(Ct);

        foreach (var made in Enumerable.Range(0, 100))
        {
            await RefusedAsync(sso, $"{Text(With(head, "kid", "made-up-" + made))}.{token.Split('.')[1]}.{token.Split('.')[2]}", "key");
        }

        // Three at once, and one more every ten seconds.
        Assert.InRange(await sso.Provider.FetchesAsync(Ct) - before, 1, 8);
        Assert.Equal(200, (await CallAsync(sso, ("x-api-key", token))).Status);
    }

    private static async Task RefusedAsync(SsoServer sso, string token, string why)
    {
        var reply = await CallAsync(sso, ("Authorization", "Bearer " + token));
        Assert.True(reply.Status == 401, $"{reply.Status}: {reply.Text}");
        Assert.Equal("invalid_token", reply.At("code"));
        Assert.Contains(why, reply.At("detail"), StringComparison.Ordinal);
        Assert.DoesNotContain("penstock-api", reply.Text, StringComparison.Ordinal);

        // The same in the words of OpenAI's dialect.
        using var client = sso.Penstock.NewClient(token);
        var openAi = await client.SendReplyAsync("POST", "v1/chat/completions", """{"model":"guide","messages":[{"role":"user","content":"hello"}]}""");
        Assert.Equal(401, openAi.Status);
        Assert.Equal("invalid_token", openAi.At("error.code"));
    }

    private static async Task<Reply> CallAsync(SsoServer sso, (string Name, string Value) credential)
    {
        using var client = sso.Penstock.NewClient(null);
        return await client.SendReplyAsync("POST", "models/hello/invoke", """{"who":"you"}""", credential);
    }

    private static async Task<Reply> MeAsync(SsoServer sso, string token)
    {
        using var client = sso.Penstock.NewClient(token);
        return await client.GetReplyAsync("api/v1/me");
    }

    private static JsonObject With(JsonObject head, string name, JsonNode value)
    {
        var changed = (JsonObject)head.DeepClone();
        changed[name] = value;
        return changed;
    }

    private static string Text(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
