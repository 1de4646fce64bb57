using Penstock.Domain.Access;
using Xunit;

namespace Penstock.Core.Tests.Domain.Access;

public sealed class BuiltInRolesTests
{
    [Fact]
    public void The_six_are_there_with_a_reason_each()
    {
        Assert.Equal(["admin", "platform-operator", "team-admin", "developer", "auditor", "viewer"], BuiltInRoles.All.Select(role => role.Id));
        Assert.All(BuiltInRoles.All, role => Assert.False(string.IsNullOrEmpty(role.Description)));
    }

    [Theory]
    [InlineData(BuiltInRoles.Auditor)]
    [InlineData(BuiltInRoles.Viewer)]
    public void Whoever_only_looks_changes_nothing_and_calls_nothing(string role) =>
        Assert.All(BuiltInRoles.ByName[role].Permissions.Each(), permission => Assert.EndsWith(":read", permission.Name(), StringComparison.Ordinal));

    [Theory]
    [InlineData(Permission.UsersWrite)]
    [InlineData(Permission.RolesWrite)]
    [InlineData(Permission.KeysWrite)]
    [InlineData(Permission.PoliciesWrite)]
    [InlineData(Permission.BudgetsWrite)]
    [InlineData(Permission.AuditRead)]
    public void An_operator_cannot_give_itself_more_nor_see_who_watches_it(Permission permission) =>
        Assert.False(BuiltInRoles.ByName[BuiltInRoles.PlatformOperator].Permissions.Has(permission));

    [Fact]
    public void Recorded_content_is_the_admins_alone() =>
        Assert.All(BuiltInRoles.All.Where(role => role.Id != BuiltInRoles.Admin), role =>
        {
            Assert.False(role.Permissions.Has(Permission.ContentRead));
            Assert.False(role.Permissions.Has(Permission.ContentErase));
        });

    [Fact]
    public void A_team_admin_may_all_that_a_developer_may_or_he_could_not_make_one() =>
        Assert.True(BuiltInRoles.ByName[BuiltInRoles.TeamAdmin].Permissions.Covers(BuiltInRoles.ByName[BuiltInRoles.Developer].Permissions));
}
