using System.Text.Json.Nodes;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Authenticate;
using Penstock.Resources.Documents;
using Penstock.Resources.Management.Managed;

namespace Penstock.Config.Governance;

/// <summary>Users, service accounts and roles in the management API. One rule holds for all: nobody gives, or takes over, what he has not himself.</summary>
internal static class IdentityKinds
{
    /// <summary>The kinds.</summary>
    public static IReadOnlyList<ManagedKind> Of(GovernedKinds kinds, Identities identities) =>
    [
        new ManagedKind
        {
            Name = "user",
            Path = "users",
            Tag = OperationTags.Identity,
            What = "A person. What a user may do comes from roles, which hold everywhere or in a team and those below it; a user that is not active may do nothing.",
            Read = Permission.UsersRead,
            Write = Permission.UsersWrite,
            Shelf = kinds.Users.Shelf,
            Schema = kinds.Users.Schema,
            Example = """{"name":"Ada Lovelace","email":"ada@example.com","roles":["developer"]}""",
            PatchExample = """{"name":"Ada King","active":false}""",
            IdPrefix = "user",
            Filters = ["name", "email", "roles"],
            Teams = (_, body) => TeamsOf(kinds, body),
            Forbid = (caller, id, before, after) => Escalates(identities, caller, Standing(identities, kinds.Users, id, before), Standing(identities, kinds.Users, id, after)),
        },
        new ManagedKind
        {
            Name = "service account",
            Path = "service-accounts",
            Tag = OperationTags.Identity,
            What = "A program. It has keys of its own, and roles as a user has them, so that nobody's leaving stops it.",
            Read = Permission.UsersRead,
            Write = Permission.UsersWrite,
            Shelf = kinds.ServiceAccounts.Shelf,
            Schema = kinds.ServiceAccounts.Schema,
            Example = """{"name":"Nightly evaluation","description":"Ask Ada","roles":["developer"]}""",
            PatchExample = """{"description":"Ask Charles"}""",
            IdPrefix = "sa",
            Filters = ["name", "roles"],
            Teams = (_, body) => TeamsOf(kinds, body),
            Forbid = (caller, id, before, after) => Escalates(identities, caller, Standing(identities, kinds.ServiceAccounts, id, before), Standing(identities, kinds.ServiceAccounts, id, after)),
        },
        new ManagedKind
        {
            Name = "role",
            Path = "roles",
            Tag = OperationTags.Identity,
            What = "A set of permissions under a name. The built-in roles cannot be changed; a role of one's own is made of permissions, and only of such as its maker has.",
            Read = Permission.RolesRead,
            Write = Permission.RolesWrite,
            Shelf = kinds.Roles.Shelf,
            Schema = kinds.Roles.Schema,
            Example = """{"description":"Releases models","permissions":["models:read","releases:write"]}""",
            PatchExample = """{"permissions":["models:read"]}""",
            IdPrefix = "role",
            Filters = ["permissions"],
            Forbid = (caller, id, before, after) => Escalates(identities, caller, Gives(kinds, id, before), Gives(kinds, id, after)),
        },
    ];

    // What a caller has not, it can neither give nor take over: with a login or a key of a mightier account it would be that account.
    private static CallError? Escalates(Identities identities, Caller caller, params Standing?[] standings)
    {
        foreach (var standing in standings)
        {
            if (standing is not null && !identities.Roster.Covers(caller, standing))
            {
                var missing = standing.Permissions.Each().Where(permission => !caller.May(permission))
                    .Concat(standing.TeamPermissions.SelectMany(there => there.Value.Each().Where(permission => !identities.Roster.In(caller, there.Key).Has(permission))));
                return new CallError(ErrorKind.PermissionDenied, $"It has, or would have, permissions that you have not: {string.Join(", ", missing.Distinct().Select(permission => permission.Name()))}. Ask somebody who has them.") { Code = "escalation" };
            }
        }

        return null;
    }

    private static Standing? Standing<T>(Identities identities, GovernedKind<T> kind, string id, JsonObject? body)
        where T : class, IMember =>
        body is not null && kind.Read(id, body.ToJsonString()).Value is { } member ? identities.Roster.Of(member) : null;

    private static Standing? Gives(GovernedKinds kinds, string id, JsonObject? body) =>
        body is not null && kinds.Roles.Read(id, body.ToJsonString()).Value is { } role ? new Standing { Permissions = role.Permissions } : null;

    private static IReadOnlyList<IReadOnlyList<string>> TeamsOf(GovernedKinds kinds, JsonObject body)
    {
        var teams = body["teams"] is JsonObject named ? named.Select(entry => entry.Key) : [];
        var issued = body["logins"] is JsonArray logins ? logins.OfType<JsonObject>().SelectMany(login => login["teams"] as JsonArray ?? []).Select(team => team!.ToString()) : [];
        return [.. teams.Concat(issued).Distinct().Select(team => Team.Chain(kinds.Teams.Things.Values, team))];
    }
}
