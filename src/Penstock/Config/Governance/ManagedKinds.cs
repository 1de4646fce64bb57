using System.Text.Json.Nodes;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Gateways.Network;
using Penstock.Resources;
using Penstock.Resources.Documents;
using Penstock.Resources.Management.Managed;

namespace Penstock.Config.Governance;

/// <summary>What the management API serves in the common form.</summary>
internal static class ManagedKinds
{
    /// <summary>Every kind.</summary>
    public static IReadOnlyList<ManagedKind> Of(GovernedKinds kinds, NetworkGuard guard, SecretUses secrets) => [Teams(kinds), Prices(kinds), Issuers(kinds, guard, secrets)];

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

    private static ManagedKind Issuers(GovernedKinds kinds, NetworkGuard guard, SecretUses secrets) => new()
    {
        Name = "issuer",
        Path = "issuers",
        Tag = OperationTags.Identity,
        What = "An OpenID Connect issuer: its tokens are credentials for calls, people log in there, or both. Those made here name secrets by reference (`secret:db/corp`), never the secret, and lead to public addresses; others are declared in the configuration file.",
        Read = Permission.RolesRead,
        Write = Permission.RolesWrite,
        Shelf = kinds.Issuers.Shelf,
        Schema = kinds.Issuers.Schema,
        Example = """{"url":"https://login.example.com","login":{"client_id":"penstock"},"groups":{"platform":{"roles":["developer"]}}}""",
        PatchExample = """{"email_domains":["example.com"]}""",
        IdPrefix = "issuer",
        Filters = ["url", "audiences"],
        Verify = async (id, body) => [.. await secrets.CheckAsync(kinds.Issuers, id, body), .. await AddressChecks.CheckAsync(guard, body, "url", "jwks_url")],
        Forbid = (caller, _, _, after) => Escalates(caller) ?? Outside(guard, after, "url") ?? Outside(guard, after, "jwks_url"),
    };

    // Whoever says whose word is taken can be anybody that it vouches for.
    private static CallError? Escalates(Caller caller) => caller.Permissions.Covers(PermissionSet.All)
        ? null
        : new CallError(ErrorKind.PermissionDenied, "Who configures an issuer can let in anybody as anybody: it takes every permission. Ask an administrator.") { Code = "escalation" };

    // A name may come to lead elsewhere later: that shows at the connection, which the guard makes.
    private static CallError? Outside(NetworkGuard guard, JsonObject? body, string member) =>
        (string?)body?[member] is { } text && guard.Refusal(new Uri(text)) is { } wrong
            ? new CallError(ErrorKind.InvalidInput, $"{member}: {wrong}.") { Mistakes = [AddressChecks.Mistake(member, "value_error", wrong, text)] }
            : null;

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

    internal static IReadOnlyList<string> Chain(GovernedKinds kinds, string? team) => Team.Chain(kinds.Teams.Things.Values, team);
}
