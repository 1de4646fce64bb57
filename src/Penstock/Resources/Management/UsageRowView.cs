using System.ComponentModel;
using Penstock.Domain.Money;
using Penstock.Pipeline.Ledger;

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
    [property: Description("Of the cost: what went in.")] string InputCost,
    [property: Description("Of the cost: what came out.")] string OutputCost,
    [property: Description("The currency; two currencies are two rows. Null: none of them has a cost.")] string? Currency,
    [property: Description("Of the calls: how many cost something that nobody knows, because there is no price for it.")] long UnpricedCalls,
    [property: Description("How long completed calls took. Null: it was not asked for, or there are none.")] PercentilesView? DurationPercentilesMs,
    [property: Description("When completed streams began to answer. Null: it was not asked for, or there are none.")] PercentilesView? FirstBytePercentilesMs)
{
    public static UsageRowView Of(string[] names, UsageRow row) => new(
        names.Zip(row.Groups).ToDictionary(pair => pair.First, pair => pair.Second),
        row.Calls,
        row.Failed,
        row.Unmetered,
        UsageCounts.Of(row.Usage),
        row.Duration / 1000.0,
        Amount.Text(row.Cost),
        Amount.Text(row.CostInput),
        Amount.Text(row.CostOutput),
        row.Currency,
        row.Unpriced,
        PercentilesView.Of(row.Durations),
        PercentilesView.Of(row.FirstBytes));
}
