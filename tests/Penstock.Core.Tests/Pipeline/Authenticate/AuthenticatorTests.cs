using System.Net;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline;
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
    private readonly Identities _identities = new(new RunningCalls());
    private readonly KeyUses _uses;
    private readonly Authenticator _authenticator;
    private readonly ApiKey _key;

    public AuthenticatorTests()
    {
        _ring = new KeyRing(_hasher);
        _uses = new KeyUses(new InMemoryKeyStore(), _time);
        _authenticator = new Authenticator(_ring, _identities, _uses, _time);
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

        var result = await new AuthenticateStage(_authenticator, _ring, _identities).RunAsync(call, (_, _) => throw new InvalidOperationException(), CancellationToken.None);

        Assert.Equal(ErrorKind.Unauthenticated, Assert.IsType<CallResult.Failed>(result).Error.Kind);
        Assert.Equal(0, body.Reads);
        Assert.Null(call.State.Caller);
    }

    [Fact]
    public async Task Lets_a_known_caller_through()
    {
        using var call = Given.Call(_time, Given.Head(credential: Secret));

        var result = await new AuthenticateStage(_authenticator, _ring, _identities).RunAsync(call, (_, _) => ValueTask.FromResult(Given.Answer()), CancellationToken.None);

        Assert.IsType<CallResult.Unary>(result);
        Assert.Same(_key, call.State.Caller!.Key);
    }

    [Fact]
    public void Notes_when_a_key_was_used_last()
    {
        Assert.Null(_uses.Last(_key.Id));
        _authenticator.Authenticate("ps_other");
        Assert.Null(_uses.Last(_key.Id));

        _authenticator.Authenticate(Secret);
        _time.Advance(TimeSpan.FromSeconds(7));
        _authenticator.Authenticate(Secret);

        Assert.Equal(_time.GetUtcNow(), _uses.Last(_key.Id));
    }

    [Fact]
    public void Takes_the_secret_before_a_rotation_until_its_time_is_over()
    {
        _ring.Put(_key with { Version = 2, Hash = _hasher.Hash("ps_new"), PreviousHash = _key.Hash, PreviousUntil = _time.GetUtcNow().AddHours(1) });

        Assert.NotNull(_authenticator.Authenticate(Secret).Caller);
        Assert.NotNull(_authenticator.Authenticate("ps_new").Caller);
        _time.Advance(TimeSpan.FromHours(1));
        Refused(Secret, "was rotated");
        Assert.NotNull(_authenticator.Authenticate("ps_new").Caller);
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("11.1.2.3", false)]
    [InlineData("::ffff:11.1.2.3", false)]
    [InlineData("2001:db8::7", true)]
    [InlineData("2001:db9::7", false)]
    [InlineData(null, false)]
    public void Lets_a_key_that_is_bound_to_networks_in_from_there_only(string? from, bool may)
    {
        _ring.Put(_key with { AllowedNetworks = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("2001:db8::/32")] });

        var (caller, error) = _authenticator.Authenticate(Secret, from is null ? null : IPAddress.Parse(from));

        Assert.Equal(may, caller is not null);
        Assert.Equal(may ? null : "network_not_allowed", error?.Code);
        Assert.Equal(may ? IPAddress.Parse(from!) : null, caller?.Address);
    }

    [Fact]
    public void Refuses_the_keys_of_an_owner_that_is_deactivated_or_gone()
    {
        _ring.Put(_key with { Owner = new KeyOwner(OwnerKind.User, "ada") });

        Assert.Equal("owner_deactivated", _authenticator.Authenticate(Secret).Error!.Code);
        _identities.Swap(Given.Roster(users: [new User { Id = "ada", Name = "Ada", Roles = ["developer"] }]));
        Assert.Equal("ada", _authenticator.Authenticate(Secret).Caller!.Principal!.Id);
        _identities.Swap(Given.Roster(users: [new User { Id = "ada", Name = "Ada", Roles = ["developer"], Active = false }]));
        Assert.Equal("owner_deactivated", _authenticator.Authenticate(Secret).Error!.Code);
    }

    [Fact]
    public async Task Lets_nobody_call_whose_roles_do_not_let_him()
    {
        _ring.Put(_key with { Owner = new KeyOwner(OwnerKind.User, "eve") });
        _identities.Swap(Given.Roster(users: [new User { Id = "eve", Name = "Eve", Roles = ["auditor"] }]));
        using var call = Given.Call(_time, Given.Head(credential: Secret));

        var result = await new AuthenticateStage(_authenticator, _ring, _identities).RunAsync(call, (_, _) => throw new InvalidOperationException(), CancellationToken.None);

        Assert.Equal(ErrorKind.PermissionDenied, Assert.IsType<CallResult.Failed>(result).Error.Kind);
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
