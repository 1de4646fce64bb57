using Penstock.Domain.Access;
using Penstock.Pipeline.Limits;
using Penstock.Resources;
using Penstock.Resources.Documents;
using Penstock.Resources.Management.Managed;

namespace Penstock.Config.Governance;

/// <summary>How the management API serves limits.</summary>
internal static class LimitKinds
{
    /// <summary>The kind.</summary>
    public static IReadOnlyList<ManagedKind> Of(GovernedKinds kinds, LimitBook limits) => [new()
    {
        Name = "limit",
        Path = "limits",
        Tag = OperationTags.Policy,
        What = "How many requests and tokens in how long, and how many calls at once, a kind of calls may have. All limits that apply to a call hold at once.",
        Read = Permission.LimitsRead,
        Write = Permission.LimitsWrite,
        Shelf = kinds.Limits.Shelf,
        Schema = kinds.Limits.Schema,
        Example = """{"description":"Every key for itself","applies":{"models":["gpt-*"]},"each":"key","requests":["60/minute","1000/day"],"total_tokens":"100000/minute","concurrency":10,"max_wait":"5s"}""",
        PatchExample = """{"concurrency":20,"max_wait":null}""",
        IdPrefix = "limit",
        Filters = ["each", "providers"],
        Teams = (_, body) => [.. AppliesKeys.TeamsOf(body).Select(team => Team.Chain(kinds.Teams.Things.Values, team))],
        Forbid = (caller, _, before, after) => LimitStatus.MayPrefer(caller, before, after) ? null : Gate.Refusal(Permission.LimitsWrite),
        Status = id => LimitStatus.Of(limits, id),
        StatusSchema = LimitStatus.Schema,
    }];
}
