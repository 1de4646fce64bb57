using System.ComponentModel;

namespace Penstock.Resources.Management;

/// <summary>One sum: of which group, how many calls, how they went, and the tokens.</summary>
internal sealed record UsageRowView(
    [property: Description("The group: a value for each name of group_by.")] IReadOnlyDictionary<string, string?> Group,
    [property: Description("How many calls.")] long Calls,
    [property: Description("Of those: how many failed.")] long FailedCalls,
    [property: Description("Of those: for how many nobody said what they used.")] long UnmeteredCalls,
    [property: Description("The tokens.")] UsageCounts Usage,
    [property: Description("Milliseconds in all.")] double DurationMs,
    [property: Description("What they cost, those aside whose price is not known: a decimal text.")] string Cost,
    [property: Description("The currency. Null: none of them has a cost.")] string? Currency,
    [property: Description("Of the calls: how many cost something that nobody knows, because there is no price for it.")] long UnpricedCalls);
