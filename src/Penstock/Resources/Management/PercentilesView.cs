using System.ComponentModel;
using Penstock.Pipeline.Ledger;

namespace Penstock.Resources.Management;

/// <summary>Percentiles in milliseconds, true to 3 %.</summary>
internal sealed record PercentilesView(
    [property: Description("Of how many calls.")] long Calls,
    [property: Description("The median.")] double P50,
    [property: Description("90 % took no longer.")] double P90,
    [property: Description("95 % took no longer.")] double P95,
    [property: Description("99 % took no longer.")] double P99)
{
    public static PercentilesView? Of(DurationPercentiles? all) =>
        all is null ? null : new PercentilesView(all.Calls, all.Half / 1000.0, all.Ninety / 1000.0, all.NinetyFive / 1000.0, all.NinetyNine / 1000.0);
}
