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
    public static IReadOnlyList<ManagedKind> Of(GovernedKinds kinds) => [Teams(kinds), Prices(kinds)];

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

    private static ManagedKind Prices(GovernedKinds kinds) => new()
    {
        Name = "price",
        Path = "prices",
        Tag = OperationTags.Prices,
        What = "Prices in the place of the shipped ones, for models of a provider. What a model costs in the end is in `/api/v1/effective-prices`.",
        Read = Permission.PricesRead,
        Write = Permission.PricesWrite,
        Shelf = kinds.Prices.Shelf,
        Schema = kinds.Prices.Schema,
        Example = """{"provider":"openai","model":"gpt-4.1*","rates":{"input_mtok":1.8,"output_mtok":7.2}}""",
        PatchExample = """{"description":"What the contract of 2026 says"}""",
        IdPrefix = "price",
        Filters = ["provider", "model"],
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
