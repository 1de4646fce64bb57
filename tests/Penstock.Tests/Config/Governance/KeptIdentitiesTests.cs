using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Config.Governance;
using Penstock.Domain.Access;
using Penstock.Pipeline;
using Penstock.Pipeline.Authenticate;
using Penstock.Registry;
using Penstock.Resources.Management.Managed;
using Xunit;

namespace Penstock.Tests.Config.Governance;

public sealed class KeptIdentitiesTests : IDisposable
{
    private static readonly IssuedIdentity Ada = new() { Issuer = "corp", Subject = "42", Name = "Ada", Email = "ada@example.com", Teams = ["search"], Roles = [BuiltInRoles.Developer], Creates = true };
    private readonly ManualTime _time = new();
    private readonly ManagedTurns _turns = new();
    private readonly GovernedKinds _kinds;
    private readonly Identities _identities = new(new RunningCalls());
    private readonly KeptIdentities _kept;

    public KeptIdentitiesTests()
    {
        _kinds = new GovernedKinds(new GovernedParts(new InMemoryRegistryStore(), new Dictionary<string, string>(), _time), NullLogger<GovernedKinds>.Instance);
        new RosterKeeper(_kinds, _identities, new KeyRing(new KeyHasher(new byte[32]))).Start();
        _kept = new KeptIdentities(_kinds, _identities, _turns, _time);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_is_made_at_the_first_login_with_what_the_issuer_says()
    {
        await SaveAsync(_kinds.Teams.Shelf, "search", "{}");
        Assert.Null(_kept.Find(Ada));

        var (caller, error) = await _kept.AdmitAsync(Ada, Ct);

        Assert.Null(error);
        Assert.Equal((PrincipalKind.User, "Ada"), (caller!.Principal!.Kind, caller.Principal.Name));
        Assert.Equal(["search"], caller.Teams);
        Assert.Equal([BuiltInRoles.Developer], caller.Roles);
        Assert.True(caller.May(Permission.CallsMake));
        Assert.StartsWith("user_", caller.Key.Id, StringComparison.Ordinal);
        Assert.Equal(("Ada", "ada@example.com"), (User().Name, User().Email));
        Assert.Same(_kept.Find(Ada), _kept.Find(Ada));
    }

    [Fact]
    public async Task Who_is_unknown_is_let_in_only_where_the_issuer_makes_accounts()
    {
        var (caller, error) = await _kept.AdmitAsync(Ada with { Creates = false }, Ct);

        Assert.Null(caller);
        Assert.Equal("no_account", error!.Code);
        Assert.Empty(_kinds.Users.Things.Values);
    }

    [Fact]
    public async Task Many_first_requests_at_once_make_one_user()
    {
        var admitted = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => _kept.AdmitAsync(Ada with { Groups = [] }, Ct).AsTask(), Ct)));

        Assert.Single(_kinds.Users.Things.Values);
        Assert.Single(admitted.Select(one => one.Caller!.Principal!.Id).Distinct());
    }

    [Fact]
    public async Task An_address_is_no_way_into_an_account()
    {
        await SaveAsync(_kinds.Users.Shelf, "boss", """{"email":"ada@example.com","roles":["admin"]}""");

        var (caller, _) = await _kept.AdmitAsync(Ada, Ct);

        Assert.NotEqual("boss", caller!.Principal!.Id);
        Assert.False(caller.May(Permission.RolesWrite));
        Assert.Null(_kinds.Users.Things.Values[caller.Principal.Id].Email);
    }

    [Fact]
    public async Task Who_left_a_group_loses_its_roles_at_the_next_token_and_for_his_keys_at_the_next_login()
    {
        await _kept.AdmitAsync(Ada, Ct);
        var key = new ApiKey { Id = "key_1", Name = "", Prefix = "", Hash = "", CreatedAt = default, UpdatedAt = default, Owner = new KeyOwner(OwnerKind.User, User().Id) };
        var now = Ada with { Roles = [] };

        Assert.False(_kept.Find(now)!.May(Permission.CallsMake));
        Assert.True(_identities.Roster.Caller(key)!.May(Permission.CallsMake));
        await _kept.AdmitAsync(now, Ct);

        Assert.False(_identities.Roster.Caller(key)!.May(Permission.CallsMake));
    }

    [Fact]
    public async Task Who_was_deactivated_is_not_let_in_again()
    {
        await _kept.AdmitAsync(Ada, Ct);
        var item = _kinds.Users.Shelf.Items[User().Id];
        await _kinds.Users.Shelf.SaveAsync(item.Id, item.Body.Insert(1, "\"active\":false,"), item, Actor.Server, Ct);

        Assert.Null(_kept.Find(Ada));
        Assert.Equal("account_deactivated", (await _kept.AdmitAsync(Ada, Ct)).Error!.Code);
    }

    [Fact]
    public async Task A_programs_issuer_makes_service_accounts()
    {
        var (caller, _) = await _kept.AdmitAsync(Ada with { Kind = PrincipalKind.ServiceAccount }, Ct);

        Assert.Equal(PrincipalKind.ServiceAccount, caller!.Principal!.Kind);
        Assert.StartsWith("sa_", caller.Key.Id, StringComparison.Ordinal);
        Assert.Single(_kinds.ServiceAccounts.Things.Values);
        Assert.Empty(_kinds.Users.Things.Values);
    }

    public void Dispose() => _turns.Dispose();

    private User User() => Assert.Single(_kinds.Users.Things.Values.Values);

    private static async Task SaveAsync(Shelf shelf, string id, string body) => Assert.NotNull(await shelf.SaveAsync(id, body, null, Actor.Server, Ct));
}
