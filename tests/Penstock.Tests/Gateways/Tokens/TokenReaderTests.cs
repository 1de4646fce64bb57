using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Gateways.Tokens;
using Penstock.Secrets;
using Penstock.Tests.Resources;
using Xunit;

namespace Penstock.Tests.Gateways.Tokens;

public sealed class TokenReaderTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly FakeIssuer _issuer;
    private readonly SecretBook _secrets;
    private readonly Issuers _issuers;
    private readonly TokenReader _reader;

    public TokenReaderTests()
    {
        _issuer = new FakeIssuer(_time);
        _secrets = new SecretBook(_time, (_, _) => { }, (_, _) => { });
        _issuers = new Issuers(new IssuerDocuments(_issuer.Invoker, _issuer.Invoker, _time), _secrets, _time, NullLogger.Instance);
        _reader = new TokenReader(_issuers, _time);
        Take(Usual);
    }

    private static Issuer Usual => new() { Name = "corp", Url = FakeIssuer.Url, Audiences = ["penstock"] };

    public void Dispose()
    {
        _issuers.Dispose();
        _secrets.Dispose();
    }

    [Fact]
    public async Task Says_whose_a_token_is()
    {
        Take(Usual with
        {
            Groups = new Dictionary<string, IssuerGroup> { ["dev"] = new() { Teams = ["search"], Roles = ["developer"] }, ["ops"] = new() { Teams = ["search", "ops"] } },
            Everybody = new IssuerGroup { Roles = ["viewer"] },
        });

        var identity = await IdentityAsync(_issuer.Token(claims: claims =>
        {
            claims["name"] = "Ada";
            claims["email"] = "ada@example.com";
            claims["email_verified"] = true;
            claims["groups"] = new JsonArray("dev", "ops", "unknown", 7);
        }));

        Assert.Equal(("corp", "ada", "Ada", "ada@example.com"), (identity.Issuer, identity.Subject, identity.Name, identity.Email));
        Assert.Equal(["dev", "ops", "unknown"], identity.Groups);
        Assert.Equal(["search", "ops"], identity.Teams);
        Assert.Equal(["developer", "viewer"], identity.Roles);
    }

    [Fact]
    public async Task Finds_claims_inside_others_and_by_names_with_dots()
    {
        Take(Usual with { Claims = new IssuerClaims { Groups = "realm_access.roles", Name = "https://example.com/name" } });

        var identity = await IdentityAsync(_issuer.Token(claims: claims =>
        {
            claims["realm_access"] = new JsonObject { ["roles"] = new JsonArray("admin") };
            claims["https://example.com/name"] = "Ada";
        }));

        Assert.Equal(["admin"], identity.Groups);
        Assert.Equal("Ada", identity.Name);
    }

    [Theory]
    [InlineData("""{"iss":"https://issuer.example","aud":"other","sub":"a","exp":99999999999}""", "aud")]
    [InlineData("""{"iss":"https://issuer.example","sub":"a","exp":99999999999}""", "aud")]
    [InlineData("""{"iss":"https://issuer.example/","aud":"penstock","sub":"a","exp":99999999999}""", "issuer")]
    [InlineData("""{"aud":"penstock","sub":"a","exp":99999999999}""", "issuer")]
    [InlineData("""{"iss":"https://issuer.example","aud":"penstock","sub":"a"}""", "exp")]
    [InlineData("""{"iss":"https://issuer.example","aud":"penstock","sub":"a","exp":"99999999999"}""", "exp")]
    [InlineData("""{"iss":"https://issuer.example","aud":"penstock","sub":"a","exp":1e300}""", "read")]
    [InlineData("""{"iss":"https://issuer.example","aud":"penstock","sub":"a","exp":1}""", "expired")]
    [InlineData("""{"iss":"https://issuer.example","aud":"penstock","sub":"a","exp":99999999999,"nbf":99999999998}""", "nbf")]
    [InlineData("""{"iss":"https://issuer.example","aud":"penstock","exp":99999999999}""", "sub")]
    [InlineData("""{"iss":"https://issuer.example","aud":"penstock","sub":"","exp":99999999999}""", "sub")]
    [InlineData("""{"iss":"https://issuer.example","aud":"penstock","sub":["a"],"exp":99999999999}""", "read")]
    [InlineData("""{"iss":"https://issuer.example","aud":"penstock","sub":"a","sub":"b","exp":99999999999}""", "read")]
    [InlineData("""["iss"]""", "read")]
    public async Task Refuses_what_the_claims_forbid(string claims, string why) => await RefusedAsync(_issuer.Sign(_issuer.Header, claims), why);

    [Theory]
    [InlineData("crit", """["exp"]""", "crit")]
    [InlineData("typ", "\"logout+jwt\"", "typ")]
    [InlineData("typ", "\"dpop+jwt\"", "typ")]
    [InlineData("alg", "\"none\"", "alg")]
    [InlineData("alg", "\"HS256\"", "alg")]
    [InlineData("alg", "7", "alg")]
    [InlineData("alg", "\"PS256\"", "signature")]
    [InlineData("alg", "\"ES256\"", "key")]
    [InlineData("kid", "\"../../etc/passwd\"", "key")]
    public async Task Refuses_what_the_header_forbids(string name, string value, string why) =>
        await RefusedAsync(_issuer.Token(head: head => head[name] = JsonNode.Parse(value)), why);

    [Theory]
    [InlineData("ey")]
    [InlineData("ey.ey.ey")]
    [InlineData("eyJhbGciOiJub25lIn0..")]
    [InlineData("a.b.c.d.e")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.\0.x")]
    public async Task Refuses_what_is_no_signed_token(string token) => await RefusedAsync(token, "signed");

    [Fact]
    public async Task Refuses_a_huge_token_unread() =>
        await RefusedAsync(_issuer.Token(claims: claims => claims["groups"] = new JsonArray([.. Enumerable.Range(0, 4000).Select(group => (JsonNode)$"group-{group}")])), "longer");

    // gateways.md section 5, G25: LiteLLM's CVE-2026-35030 took the first 20 characters of a token for the key of its cache.
    [Fact]
    public async Task G25_a_token_that_begins_as_a_verified_one_is_not_taken_for_it()
    {
        var good = _issuer.Token();
        await IdentityAsync(good);
        var (head, claims, signature) = (good.Split('.')[0], good.Split('.')[1], good.Split('.')[2]);

        var other = $"{head}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"iss":"{{FakeIssuer.Url}}","aud":"penstock","sub":"root","exp":99999999999}"""))}.{signature}";
        await RefusedAsync(other, "signature");
        await RefusedAsync($"{head}.{claims}.{signature[..^2]}{(signature[^2] == 'A' ? 'B' : 'A')}{signature[^1]}", "signature");
        Assert.Equal(good[..20], other[..20]);
    }

    [Fact]
    public async Task Answers_a_known_token_without_waiting_and_without_asking_the_issuer()
    {
        var token = _issuer.Token();
        var first = await IdentityAsync(token);
        var fetches = _issuer.Fetches;
        _issuer.IsAway = true;

        var again = _reader.ReadAsync(token, TestContext.Current.CancellationToken);

        Assert.True(again.IsCompletedSuccessfully);
        Assert.Same(first, (await again).Identity);
        Assert.Equal(fetches, _issuer.Fetches);
    }

    [Fact]
    public async Task Takes_a_token_until_it_expires_and_the_clocks_may_differ()
    {
        var token = _issuer.Token(life: TimeSpan.FromMinutes(10));
        await IdentityAsync(token);
        _time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(59));
        await IdentityAsync(token);

        _time.Advance(TimeSpan.FromSeconds(1));

        await RefusedAsync(token, "expired");
    }

    [Fact]
    public async Task Takes_new_keys_of_the_issuer_and_lets_go_of_those_that_it_withdrew()
    {
        var old = _issuer.Token();
        await IdentityAsync(old);
        _issuer.Rotate();

        await IdentityAsync(_issuer.Token());

        await RefusedAsync(old, "key");
    }

    [Fact]
    public async Task Made_up_keys_make_it_ask_three_times_and_then_once_in_ten_seconds()
    {
        await IdentityAsync(_issuer.Token());
        var before = _issuer.Fetches;
        for (var made = 0; made < 50; made++)
        {
            await RefusedAsync(_issuer.Token(head: head => head["kid"] = "made-up-" + made), "key");
        }

        Assert.Equal(3, _issuer.Fetches - before);
        _time.Advance(TimeSpan.FromSeconds(10));
        for (var made = 0; made < 50; made++)
        {
            await RefusedAsync(_issuer.Token(head: head => head["kid"] = "made-up-" + made), "key");
        }

        Assert.Equal(4, _issuer.Fetches - before);
    }

    [Fact]
    public async Task Goes_on_with_the_keys_it_has_when_the_issuer_is_away_for_as_long_as_is_configured()
    {
        Take(Usual with { KeysOutlive = TimeSpan.FromHours(2) });
        await IdentityAsync(_issuer.Token());
        _issuer.IsAway = true;
        _time.Advance(TimeSpan.FromMinutes(119));
        await IdentityAsync(_issuer.Token());

        _time.Advance(TimeSpan.FromMinutes(2));
        var (_, error) = await _reader.ReadAsync(_issuer.Token(), TestContext.Current.CancellationToken);

        Assert.Equal((ErrorKind.Unavailable, "issuer_unavailable"), (error!.Kind, error.Code));
        _issuer.IsAway = false;
        _time.Advance(TimeSpan.FromMinutes(1));
        await IdentityAsync(_issuer.Token());
    }

    [Fact]
    public async Task Fetches_the_keys_anew_every_quarter_of_an_hour_unasked()
    {
        await IdentityAsync(_issuer.Token());
        var before = _issuer.Fetches;

        _time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(before, _issuer.Fetches);
        _time.Advance(TimeSpan.FromMinutes(2));

        await Eventually.TrueAsync(() => Task.FromResult(_issuer.Fetches == before + 1), "the keys are fetched");
    }

    [Fact]
    public async Task A_discovery_document_of_another_issuer_is_not_believed()
    {
        using var mixedUp = new FakeIssuer(_time) { Named = "https://evil.example" };
        using var issuers = new Issuers(new IssuerDocuments(mixedUp.Invoker, mixedUp.Invoker, _time), _secrets, _time, NullLogger.Instance);
        issuers.Take(new Dictionary<string, Issuer> { ["corp"] = Usual });

        var (_, error) = await new TokenReader(issuers, _time).ReadAsync(mixedUp.Token(), TestContext.Current.CancellationToken);

        Assert.Equal("issuer_unavailable", error!.Code);
        Assert.Equal(0, mixedUp.Fetches);
    }

    [Fact]
    public async Task A_secret_that_an_issuer_publishes_signs_nothing()
    {
        _issuer.MoreKeys.Add(new JsonObject { ["kty"] = "oct", ["kid"] = "shared", ["k"] = Base64Url.EncodeToString(new byte[32]) });
        var text = $"{Base64Url.EncodeToString("""{"alg":"HS256","kid":"shared"}"""u8)}.{_issuer.Token().Split('.')[1]}";
        await RefusedAsync($"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(new byte[32], Encoding.ASCII.GetBytes(text)))}", "alg");
    }

    [Fact]
    public async Task A_shared_secret_verifies_its_algorithm_and_no_other()
    {
        const string Secret = "a secret of at least thirty-two bytes";
        Take(Usual with { SharedSecret = IssuerSecret.Of(Secret), Algorithms = ["HS256"] });
        var payload = _issuer.Token().Split('.')[1];

        string Signed(string algorithm, byte[] mac) => $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}"}"""))}.{payload}.{Base64Url.EncodeToString(mac)}";
        byte[] Text(string algorithm) => Encoding.ASCII.GetBytes(Signed(algorithm, []).TrimEnd('.'));

        await IdentityAsync(Signed("HS256", HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Text("HS256"))));
        await RefusedAsync(Signed("HS512", HMACSHA512.HashData(Encoding.UTF8.GetBytes(Secret), Text("HS512"))), "alg");
        await RefusedAsync(Signed("HS256", HMACSHA256.HashData(Encoding.UTF8.GetBytes("another secret of thirty-two bytes"), Text("HS256"))), "signature");
        await RefusedAsync(_issuer.Token(), "alg");
        Assert.False(_issuers.ByName["corp"].IsDue);
    }

    [Theory]
    [InlineData("ada@example.com", true, true)]
    [InlineData("ada@EXAMPLE.com", true, true)]
    [InlineData("ada@example.com", false, false)]
    [InlineData("ada@evil-example.com", true, false)]
    [InlineData("ada@example.com@evil.example", true, false)]
    [InlineData("example.com", true, false)]
    public async Task Lets_in_only_verified_addresses_of_the_domains(string email, bool verified, bool admitted)
    {
        Take(Usual with { EmailDomains = ["example.com"] });

        var (identity, error) = await _reader.ReadAsync(_issuer.Token(claims: claims => (claims["email"], claims["email_verified"]) = (email, verified)), TestContext.Current.CancellationToken);

        Assert.Equal(admitted, identity is not null);
        Assert.Equal(admitted ? null : "not_admitted", error?.Code);
    }

    [Fact]
    public async Task An_unverified_address_is_nobodys()
    {
        var identity = await IdentityAsync(_issuer.Token(claims: claims => claims["email"] = "boss@example.com"));

        Assert.Null(identity.Email);
    }

    [Fact]
    public async Task What_a_token_stands_for_follows_the_configuration_at_once()
    {
        var token = _issuer.Token(claims: claims => claims["groups"] = new JsonArray("dev"));
        Assert.Empty((await IdentityAsync(token)).Teams);
        Take(Usual with { Groups = new Dictionary<string, IssuerGroup> { ["dev"] = new() { Teams = ["search"] } } });
        Assert.Equal(["search"], (await IdentityAsync(token)).Teams);
        Take(Usual with { Required = new Dictionary<string, IReadOnlyList<string>> { ["groups"] = ["ops"] } });
        Assert.Equal("not_admitted", (await _reader.ReadAsync(token, TestContext.Current.CancellationToken)).Error!.Code);

        _issuers.Take(new Dictionary<string, Issuer>());

        await RefusedAsync(token, "issuer");
    }

    [Fact]
    public async Task An_issuer_of_logins_alone_takes_no_token_for_calls()
    {
        Take(Usual with { Audiences = [], Login = new IssuerLogin { ClientId = "penstock" } });

        await RefusedAsync(_issuer.Token(), "issuer");
    }

    private void Take(Issuer issuer) => _issuers.Take(new Dictionary<string, Issuer> { [issuer.Name] = issuer });

    private async Task<IssuedIdentity> IdentityAsync(string token)
    {
        var (identity, error) = await _reader.ReadAsync(token, TestContext.Current.CancellationToken);
        Assert.Null(error);
        return identity!;
    }

    private async Task RefusedAsync(string token, string why)
    {
        var (identity, error) = await _reader.ReadAsync(token, TestContext.Current.CancellationToken);
        Assert.Null(identity);
        Assert.Equal((ErrorKind.Unauthenticated, "invalid_token"), (error!.Kind, error.Code));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }
}
