using Penstock.Config.Kinds;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Config.Governance;

/// <summary>The keys of a role.</summary>
internal static class RoleKeys
{
    public static readonly ConfigKey<string> Description = new("description", Scalars.Text, "Who should have it, and why.") { DefaultNote = "none" };

    public static readonly ConfigKey<IReadOnlyList<Permission>> Permissions = new("permissions",
        new ListKind<Permission>(Scalars.Choice("permission", Scalars.Words(Enum.GetValues<Permission>().Select(permission => (permission.Name(), permission)))), oneIsEnough: true),
        "What it gives, each permission by its name: `[models:read, usage:read]`; docs/identity.md lists them.")
    { Required = true };

    public static readonly SectionKind<RoleDefinition> Role = new([Description, Permissions], s => new RoleDefinition
    {
        Id = s.Place.EntryName,
        Description = s.Has(Description) ? s.Get(Description) : null,
        Permissions = s.Has(Permissions) ? PermissionSet.Of([.. s.Get(Permissions) ?? []]) : PermissionSet.None,
    });

    public static readonly ConfigKey<IReadOnlyDictionary<string, Declared<RoleDefinition>>> Roles = new("roles",
        GovernedNames.Map("<role>", Role),
        "Roles made of permissions, beside the built-in ones admin, platform-operator, team-admin, developer, auditor and viewer.")
    { DefaultNote = "none" };

    /// <summary>A built-in role's name.</summary>
    public static IEnumerable<InputMistake> Check(RoleDefinition role, IReadOnlyDictionary<string, RoleDefinition> all)
    {
        if (BuiltInRoles.ByName.ContainsKey(role.Id))
        {
            yield return new InputMistake("permissions", "built_in", $"'{role.Id}' is a built-in role and cannot be changed. Take another name.");
        }
    }
}
