using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Authenticate;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Authenticate;

public sealed class AuthenticatorTests
{
    private const string Secret = "ps_secret";
    private readonly ManualTime _time = new();
    private readonly KeyHasher _hasher = new(new byte[32]);
    private readonly KeyRing _ring;
    private readonly Authenticator _authenticator;
    private readonly ApiKey _key;

    public AuthenticatorTests()
    {
        _ring = new KeyRing(_hasher);
        _authenticator = new Authenticator(_ring, _time);
        _key = Given.Key() with { Hash = _hasher.Hash(Secret) };
        _ring.Put(_key);
    }

    [Fact]
    public void Knows_the_caller_by_the_key() => Assert.Same(_key, _authenticator.Authenticate(Secret).Caller!.Key);

    [Theory]
    [InlineData(null, "No API key was given")]
    [InlineData("", "No API key was given")]
    [InlineData("ps_other", "not known here")]
    [InlineData("key_1", "not known here")]
    public void Refuses_no_key_and_an_unknown_one(string? presented, string why) => Refused(presented, why);

    [Fact]
    public void Refuses_a_revoked_key()
    {
        _ring.Put(_key with { RevokedAt = _time.GetUtcNow() });

        Refused(Secret, "was revoked");
    }

    [Fact]
    public void Refuses_a_key_from_the_moment_it_expires()
    {
        _ring.Put(_key with { ExpiresAt = _time.GetUtcNow().AddSeconds(5) });

        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.NotNull(_authenticator.Authenticate(Secret).Caller);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Refused(Secret, "has expired");
    }

    [Fact]
    public async Task Refuses_before_a_byte_of_the_body_is_read()
    {
        var body = new FakeBody(new FakeRequest("gpt"));
        using var call = Given.Call(_time, Given.Head(credential: "ps_other"), body);

        var result = await new AuthenticateStage(_authenticator, _ring).RunAsync(call, (_, _) => throw new InvalidOperationException(), CancellationToken.None);

        Assert.Equal(ErrorKind.Unauthenticated, Assert.IsType<CallResult.Failed>(result).Error.Kind);
        Assert.Equal(0, body.Reads);
        Assert.Null(call.State.Caller);
    }

    [Fact]
    public async Task Lets_a_known_caller_through()
    {
        using var call = Given.Call(_time, Given.Head(credential: Secret));

        var result = await new AuthenticateStage(_authenticator, _ring).RunAsync(call, (_, _) => ValueTask.FromResult(Given.Answer()), CancellationToken.None);

        Assert.IsType<CallResult.Unary>(result);
        Assert.Same(_key, call.State.Caller!.Key);
    }

    private void Refused(string? presented, string why)
    {
        var (caller, error) = _authenticator.Authenticate(presented);

        Assert.Null(caller);
        Assert.Equal(ErrorKind.Unauthenticated, error!.Kind);
        Assert.Equal("invalid_api_key", error.Code);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.True(presented is null or "" || !error.Message.Contains(presented, StringComparison.Ordinal));
    }
}
