using Penstock.Domain.Access;
using Penstock.Pipeline.Policy;
using Penstock.Resources.Documents;
using Penstock.Resources.Management.Managed;

namespace Penstock.Config.Governance;

/// <summary>How the management API serves policies, and how they come into force.</summary>
internal static class PolicyKinds
{
    /// <summary>The kinds.</summary>
    public static IReadOnlyList<ManagedKind> Of(GovernedKinds kinds) =>
    [
        new()
        {
            Name = "policy",
            Path = "policies",
            Tag = OperationTags.Policy,
            What = "A rule of who may call what, where and how. A rule that denies wins over all that allow.",
            Read = Permission.PoliciesRead,
            Write = Permission.PoliciesWrite,
            Shelf = kinds.Policies.Shelf,
            Schema = kinds.Policies.Schema,
            Example = """{"description":"Data about health stays in Europe","effect":"deny","data_classes":["health"],"outside_regions":["eu-*","europe-*"]}""",
            PatchExample = """{"mode":"shadow"}""",
            IdPrefix = "policy",
            Filters = ["effect", "mode"],
        },
        new()
        {
            Name = "header rule",
            Path = "header-rules",
            Tag = OperationTags.Policy,
            What = "What the requests of calls must look like, decided before a byte of the body is read.",
            Read = Permission.PoliciesRead,
            Write = Permission.PoliciesWrite,
            Shelf = kinds.HeaderRules.Shelf,
            Schema = kinds.HeaderRules.Schema,
            Example = """{"description":"Batch jobs send small bodies","applies":{"service_accounts":["batch*"]},"max_body_bytes":1000000}""",
            PatchExample = """{"forbidden_headers":{"x-debug":"*"}}""",
            IdPrefix = "rule",
            Filters = ["mode"],
        },
        new()
        {
            Name = "maintenance",
            Path = "maintenance",
            Tag = OperationTags.Policy,
            What = "Calls are answered 503 with `Retry-After` while something is mended: all, or those of some models.",
            Read = Permission.OperationRead,
            Write = Permission.OperationWrite,
            Shelf = kinds.Maintenance.Shelf,
            Schema = kinds.Maintenance.Schema,
            Example = """{"models":["a-model-that-is-mended"],"message":"Back at eight.","retry_after":"10m"}""",
            PatchExample = """{"until":"2026-12-01T20:00:00Z"}""",
            IdPrefix = "maintenance",
        },
    ];

    /// <summary>Puts rules in force as they change.</summary>
    public static PolicyBook Follow(GovernedKinds kinds, Func<PolicyConfig> config)
    {
        var book = new PolicyBook();
        void Take() => book.Rules = new PolicyRules(
            [.. kinds.Policies.Things.Values.Values.OrderBy(rule => rule.Id, StringComparer.Ordinal)],
            config().Default,
            [.. kinds.HeaderRules.Things.Values.Values.OrderBy(rule => rule.Id, StringComparer.Ordinal)],
            [.. kinds.Maintenance.Things.Values.Values.OrderBy(one => one.Id, StringComparer.Ordinal)])
        {
            Region = config().Region,
        };

        // A reload declares all kinds anew, which tells here, after the configuration is in force.
        kinds.Policies.Shelf.Changed += Take;
        kinds.HeaderRules.Shelf.Changed += Take;
        kinds.Maintenance.Shelf.Changed += Take;
        Take();
        return book;
    }
}
