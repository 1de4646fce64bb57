using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Authenticate;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Authenticate;

public sealed class TokenAuthenticatorTests
{
    private static readonly IssuedIdentity Ada = new() { Issuer = "corp", Subject = "ada", Name = "Ada", Teams = ["search"], Roles = ["developer"], Creates = true };
    private static readonly CallError Forged = new(ErrorKind.Unauthenticated, "The token is not the issuer's.");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.e30.c2ln", true)]
    [InlineData("ps_0123456789", false)]
    [InlineData("eyeless", false)]
    [InlineData("sk-e.y", false)]
    public void Takes_what_has_a_tokens_form(string credential, bool takes) => Assert.Equal(takes, TokenAuthenticator.Takes(credential));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_a_token_is_of_calls_with_the_teams_and_roles_it_gives(bool late)
    {
        var (caller, error) = await new TokenAuthenticator(new GivenReader(Ada, late), new InMemoryIdentities()).AuthenticateAsync("ey.", Ct);

        Assert.Null(error);
        Assert.Equal(("user_1", PrincipalKind.User, "Ada"), (caller!.Principal!.Id, caller.Principal.Kind, caller.Principal.Name));
        Assert.Equal(["search"], caller.Teams);
        Assert.Equal(["developer"], caller.Roles);
    }

    [Fact]
    public async Task Somebody_unknown_whom_the_issuer_may_not_bring_is_not_let_in()
    {
        var (caller, error) = await new TokenAuthenticator(new GivenReader(Ada with { Creates = false }, late: false), new InMemoryIdentities()).AuthenticateAsync("ey.", Ct);

        Assert.Null(caller);
        Assert.Equal((ErrorKind.PermissionDenied, "no_account"), (error!.Kind, error.Code));
    }

    [Fact]
    public async Task An_account_that_was_made_is_found_again_without_being_made()
    {
        var identities = new InMemoryIdentities();
        var (made, _) = await new TokenAuthenticator(new GivenReader(Ada, late: false), identities).AuthenticateAsync("ey.", Ct);

        var (found, _) = await new TokenAuthenticator(new GivenReader(Ada with { Creates = false }, late: false), identities).AuthenticateAsync("ey.", Ct);

        Assert.Equal(made!.Key.Id, found!.Key.Id);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_refused_with_its_reason()
    {
        var (caller, error) = await new TokenAuthenticator(new GivenReader(null, late: true), new InMemoryIdentities()).AuthenticateAsync("ey.", Ct);

        Assert.Null(caller);
        Assert.Same(Forged, error);
    }

    private sealed class GivenReader(IssuedIdentity? identity, bool late) : ITokenReader
    {
        public async ValueTask<(IssuedIdentity? Identity, CallError? Error)> ReadAsync(string token, CancellationToken ct)
        {
            if (late)
            {
                await Task.Yield();
            }

            return (identity, identity is null ? Forged : null);
        }
    }
}
