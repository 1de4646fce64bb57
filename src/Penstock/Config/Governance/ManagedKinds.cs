using System.Text.Json.Nodes;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Resources;
using Penstock.Resources.Documents;
using Penstock.Resources.Management.Managed;

namespace Penstock.Config.Governance;

/// <summary>What the management API serves in the common form.</summary>
internal static class ManagedKinds
{
    /// <summary>Every kind.</summary>
    public static IReadOnlyList<ManagedKind> Of(GovernedKinds kinds) => [Teams(kinds)];

    private static ManagedKind Teams(GovernedKinds kinds) => new()
    {
        Name = "team",
        Path = "teams",
        Tag = OperationTags.Identity,
        What = "People and programs that belong together. What a team does counts for those above it.",
        Read = Permission.TeamsRead,
        Write = Permission.TeamsWrite,
        Shelf = kinds.Teams.Shelf,
        Schema = kinds.Teams.Schema,
        Example = """{"name":"Search","description":"Finds things"}""",
        PatchExample = """{"description":"Finds everything","parent":null}""",
        IdPrefix = "team",
        Filters = ["name", "parent"],
        Teams = (id, body) => [[id, .. Chain(kinds, (string?)body["parent"])]],
        Forbid = (caller, _, before, after) => MayPlace(kinds, caller, before, after),
    };

    // Who runs a team changes it, but neither takes it away from those above nor puts it below others.
    private static CallError? MayPlace(GovernedKinds kinds, Caller caller, JsonObject? before, JsonObject? after)
    {
        var (old, now) = ((string?)before?["parent"], (string?)after?["parent"]);
        return (before is null || after is null || old != now) && !((before is null || MayIn(old)) && (after is null || MayIn(now)))
            ? Gate.Refusal(Permission.TeamsWrite) : null;

        bool MayIn(string? parent) => parent is null ? caller.May(Permission.TeamsWrite) : caller.MayIn(Permission.TeamsWrite, Chain(kinds, parent));
    }

    private static IReadOnlyList<string> Chain(GovernedKinds kinds, string? team) => Team.Chain(kinds.Teams.Things.Values, team);
}
