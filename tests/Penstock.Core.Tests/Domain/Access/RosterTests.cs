using Penstock.Core.Tests.Pipeline;
using Penstock.Domain.Access;
using Xunit;

namespace Penstock.Core.Tests.Domain.Access;

public sealed class RosterTests
{
    private static readonly Team[] Teams =
    [
        new() { Id = "company", Name = "Company" },
        new() { Id = "search", Name = "Search", Parent = "company" },
        new() { Id = "ranking", Name = "Ranking", Parent = "search" },
        new() { Id = "ads", Name = "Ads", Parent = "company" },
    ];

    private static readonly User Ada = new()
    {
        Id = "ada",
        Name = "Ada",
        Roles = [BuiltInRoles.Developer],
        Memberships = [new Membership("ads", []), new Membership("search", [BuiltInRoles.TeamAdmin])],
    };

    private static readonly Roster Roster = Given.Roster(
        users: [Ada, new User { Id = "root", Name = "Root", Roles = [BuiltInRoles.Admin] }, new User { Id = "gone", Name = "Gone", Active = false }],
        accounts: [new ServiceAccount { Id = "ci", Name = "CI", Roles = ["releaser", "no-such-role"], Memberships = [new Membership("no-such-team", [BuiltInRoles.Admin])] }],
        teams: Teams,
        roles: [new RoleDefinition { Id = "releaser", Permissions = PermissionSet.Of(Permission.ReleasesWrite) }]);

    [Fact]
    public void A_users_key_may_what_the_user_may()
    {
        var caller = Roster.Caller(Key(new KeyOwner(OwnerKind.User, "ada")))!;

        Assert.Equal(new Principal(PrincipalKind.User, "ada", "Ada"), caller.Principal);
        Assert.Equal(["ads", "company", "search"], caller.Teams);
        Assert.Equal([BuiltInRoles.Developer, BuiltInRoles.TeamAdmin], caller.Roles);
        Assert.True(caller.May(Permission.CallsMake));
        Assert.False(caller.May(Permission.KeysWrite));
    }

    [Theory]
    [InlineData("search", true)]
    [InlineData("ranking", true)]
    [InlineData("company", false)]
    [InlineData("ads", false)]
    [InlineData("no-such-team", false)]
    public void A_role_in_a_team_holds_there_and_below_and_nowhere_else(string team, bool may)
    {
        var caller = Roster.Caller(Key(new KeyOwner(OwnerKind.User, "ada")))!;

        Assert.Equal(may, caller.MayIn(Permission.KeysWrite, Roster.Above(team)));
        Assert.Equal(may, Roster.In(caller, team).Has(Permission.KeysWrite));
    }

    [Fact]
    public void What_is_not_there_gives_nothing()
    {
        var caller = Roster.Caller(Key(new KeyOwner(OwnerKind.ServiceAccount, "ci")))!;

        Assert.Equal(PrincipalKind.ServiceAccount, caller.Principal!.Kind);
        Assert.Equal(["releaser"], caller.Roles);
        Assert.Equal([Permission.ReleasesWrite], caller.Permissions.Each());
        Assert.Empty(caller.Teams);
        Assert.Empty(caller.TeamPermissions);
    }

    [Theory]
    [InlineData(OwnerKind.User, "gone")]
    [InlineData(OwnerKind.User, "nobody")]
    [InlineData(OwnerKind.User, "ci")]
    [InlineData(OwnerKind.ServiceAccount, "ada")]
    [InlineData(OwnerKind.Team, "nobody")]
    public void The_keys_of_whoever_is_gone_or_deactivated_are_nobodys(OwnerKind kind, string id) => Assert.Null(Roster.Caller(Key(new KeyOwner(kind, id))));

    [Fact]
    public void A_teams_key_calls_for_the_team_and_a_key_of_nobodys_for_nobody()
    {
        var teams = Roster.Caller(Key(new KeyOwner(OwnerKind.Team, "ranking")))!;
        var nobodys = Roster.Caller(Key(null))!;

        Assert.Equal(["ranking", "search", "company"], teams.Teams);
        Assert.Equal((PermissionSet.None, PermissionSet.Calls, null), (teams.Permissions, Roster.In(teams, "ranking"), teams.Principal));
        Assert.True(teams.MaySomewhere(Permission.CallsMake));
        Assert.Empty(nobodys.Teams);
        Assert.Equal((PermissionSet.Calls, null), (nobodys.Permissions, nobodys.Principal));
    }

    [Fact]
    public void A_key_may_be_for_a_part_of_what_its_owner_may_and_never_for_more()
    {
        var narrow = Roster.Caller(Key(new KeyOwner(OwnerKind.User, "ada")) with { Permissions = PermissionSet.Of(Permission.CallsMake, Permission.UsersWrite, Permission.AuditRead) })!;
        var nobodys = Roster.Caller(Key(null) with { Permissions = PermissionSet.All })!;

        Assert.Equal([Permission.CallsMake], narrow.Permissions.Each());
        Assert.Equal([Permission.UsersWrite], Roster.In(narrow, "search").Each().Except(narrow.Permissions.Each()));
        Assert.Equal(PermissionSet.Calls, nobodys.Permissions);
    }

    [Fact]
    public void A_caller_is_worked_out_once_and_anew_when_its_key_has_changed()
    {
        var key = Key(new KeyOwner(OwnerKind.User, "ada"));
        var caller = Roster.Caller(key);

        Assert.Same(caller, Roster.Caller(key));
        Assert.Equal([Permission.CallsMake], Roster.Caller(key with { Permissions = PermissionSet.Of(Permission.CallsMake) })!.Permissions.Each());
    }

    [Fact]
    public void Somebody_covers_another_who_has_nothing_that_he_has_not_there()
    {
        var ada = Roster.Caller(Key(new KeyOwner(OwnerKind.User, "ada")))!;
        var root = Roster.Caller(Key(new KeyOwner(OwnerKind.User, "root")))!;

        Assert.True(Roster.Covers(root, Roster.Of(Ada)));
        Assert.False(Roster.Covers(ada, root.Principal is { } principal ? Roster.Of(principal)! : null!));
        Assert.True(Roster.Covers(ada, Roster.Of(new User { Id = "u", Name = "U", Memberships = [new Membership("ranking", [BuiltInRoles.TeamAdmin])] })));
        Assert.False(Roster.Covers(ada, Roster.Of(new User { Id = "u", Name = "U", Memberships = [new Membership("ads", [BuiltInRoles.TeamAdmin])] })));
        Assert.False(Roster.Covers(ada, Roster.Of(new User { Id = "u", Name = "U", Memberships = [new Membership("company", [BuiltInRoles.TeamAdmin])] })));
        Assert.False(Roster.Covers(ada, Roster.Of(new User { Id = "u", Name = "U", Roles = [BuiltInRoles.TeamAdmin] })));
        Assert.False(Roster.Covers(ada, Roster.Of(new User { Id = "u", Name = "U", Memberships = [new Membership("search", [BuiltInRoles.Admin])] })));
    }

    [Fact]
    public void What_an_issuer_says_at_a_login_counts_like_what_is_given_here()
    {
        var roster = Given.Roster(
            users: [new User { Id = "eve", Name = "Eve", Logins = [new Login("corp", "42") { Roles = [BuiltInRoles.Auditor], Teams = ["ranking", "no-such-team"] }] }],
            teams: Teams);

        Assert.Equal(new KeyOwner(OwnerKind.User, "eve"), roster.Find("corp", "42"));
        Assert.Null(roster.Find("other", "42"));
        var standing = roster.Of(roster.Find("corp", "42")!)!;
        Assert.Equal(["ranking", "search", "company"], standing.Teams);
        Assert.Equal([BuiltInRoles.Auditor], standing.Roles);
        Assert.True(standing.Permissions.Has(Permission.AuditRead));
    }

    [Fact]
    public void No_role_can_take_a_built_in_ones_name()
    {
        var roster = Given.Roster(roles: [new RoleDefinition { Id = BuiltInRoles.Viewer, Permissions = PermissionSet.All }]);

        Assert.Equal(BuiltInRoles.ByName[BuiltInRoles.Viewer], roster.Roles[BuiltInRoles.Viewer]);
    }

    private static ApiKey Key(KeyOwner? owner) => Given.Key() with { Owner = owner };
}
