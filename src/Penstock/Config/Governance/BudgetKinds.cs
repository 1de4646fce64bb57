using System.Text.Json.Nodes;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Money;
using Penstock.Gateways.Network;
using Penstock.Pipeline.Budgets;
using Penstock.Resources.Documents;
using Penstock.Resources.Management.Managed;

namespace Penstock.Config.Governance;

/// <summary>How the management API serves budgets, and how they stand.</summary>
internal static class BudgetKinds
{
    // The scopes of a budget that is had by each user may be many.
    private const int MostScopes = 1000;

    public static ManagedKind Of(GovernedKinds kinds, BudgetBook book, NetworkGuard guard) => new()
    {
        Name = "budget",
        Path = "budgets",
        Tag = OperationTags.Money,
        What = "How much certain calls may cost in a window of time. All budgets that are about a call hold at once; a hard one is never exceeded.",
        Read = Permission.BudgetsRead,
        Write = Permission.BudgetsWrite,
        Shelf = kinds.Budgets.Shelf,
        Schema = kinds.Budgets.Schema,
        Example = """{"amount":"250","currency":"USD","window":"month","each":"user"}""",
        PatchExample = """{"amount":"300","thresholds":[80,100]}""",
        IdPrefix = "budget",
        Filters = ["window", "mode", "currency"],
        Teams = (_, body) => [.. AppliesKeys.TeamsOf(body).Where(team => !team.EndsWith('*')).Select(team => ManagedKinds.Chain(kinds, team))],
        Verify = (_, body) => AddressChecks.CheckAsync(guard, body, "webhook"),
        Forbid = (_, _, _, after) => Webhook(guard, after),
        Status = id => kinds.Budgets.Things.Values.TryGetValue(id, out var budget) ? Status(budget, book.Standings(id)) : null,
        StatusSchema = StatusSchema,
    };

    // An address from the API may not lead inside; when it is posted to, where its name leads is looked at again.
    private static CallError? Webhook(NetworkGuard guard, JsonObject? body) =>
        body?["webhook"]?.ToString() is { } text && Uri.TryCreate(text, UriKind.Absolute, out var address) && guard.Refusal(address) is { } refusal
            ? new CallError(ErrorKind.InvalidInput, "The webhook's address is refused.") { Mistakes = [AddressChecks.Mistake("webhook", "address_refused", refusal, text)] }
            : null;

    private static JsonObject Status(Budget budget, IReadOnlyList<BudgetStanding> standings) => budget.Each is []
        ? Standing(standings[0])
        : new JsonObject
        {
            ["spent"] = Sum(standings, standing => standing.Spent),
            ["reserved"] = Sum(standings, standing => standing.Reserved),
            ["scopes"] = new JsonArray([.. standings.Take(MostScopes).Select(standing =>
            {
                var one = Standing(standing);
                one.Insert(0, "scope", standing.Scope);
                return one;
            })]),
        };

    private static string Sum(IReadOnlyList<BudgetStanding> standings, Func<BudgetStanding, Amount> of) =>
        standings.Aggregate(Amount.Zero, (sum, standing) => sum + of(standing)).ToString();

    private static JsonObject Standing(BudgetStanding standing) => new()
    {
        ["spent"] = standing.Spent.ToString(),
        ["reserved"] = standing.Reserved.ToString(),
        ["left"] = standing.Left.ToString(),
        ["window_start"] = Instant(standing.Start),
        ["window_end"] = Instant(standing.End),
    };

    private static JsonNode? Instant(long micros) => micros is long.MinValue or long.MaxValue ? null
        : JsonValue.Create(DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond).UtcDateTime);

    private static JsonObject StatusSchema()
    {
        var standing = StandingProperties();
        standing["scope"] = new JsonObject { ["type"] = "string", ["description"] = "Whose part: `user=user_1, model=gpt`." };
        var whole = StandingProperties();
        whole["scopes"] = new JsonObject
        {
            ["type"] = "array",
            ["description"] = "How it stands for each, where it is had apart (`each`); the first 1000 that spent something.",
            ["items"] = new JsonObject { ["type"] = "object", ["properties"] = standing },
        };
        return new JsonObject { ["type"] = "object", ["properties"] = whole };
    }

    private static JsonObject StandingProperties() => new()
    {
        ["spent"] = Text("What is spent in this window."),
        ["reserved"] = Text("What calls that run hold."),
        ["left"] = Text("What is left to reserve."),
        ["window_start"] = Time("When the window began; null where it never did."),
        ["window_end"] = Time("When it ends; null where it never does."),
    };

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };

    private static JsonObject Time(string description) => new() { ["type"] = new JsonArray("string", "null"), ["format"] = "date-time", ["description"] = description };
}
