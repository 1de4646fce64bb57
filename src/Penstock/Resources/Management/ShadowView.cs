using System.ComponentModel;
using Penstock.Pipeline.Shadow;

namespace Penstock.Resources.Management;

/// <summary>What the comparisons of a model's shadow version came to since the server began.</summary>
internal sealed record ShadowView(
    [property: Description("The shadow version.")] string Version,
    [property: Description("Answers that were the same.")] long Same,
    [property: Description("Answers that differed.")] long Different,
    [property: Description("Calls that the shadow version failed.")] long Failed,
    [property: Description("Calls for which there was no room.")] long Dropped,
    [property: Description("The largest difference of two numbers. Null: no numbers to compare.")] double? LargestDifference,
    [property: Description("In what answers differed last, without their values. Null: in nothing.")] string? LastDifference,
    [property: Description("Why the shadow version failed last. Null: it did not.")] string? LastFailure)
{
    public static ShadowView Of(string version, ShadowTally tally) => new(
        version, tally.Same, tally.Different, tally.Failed, tally.Dropped, double.IsFinite(tally.LargestDifference) ? tally.LargestDifference : null, tally.LastDifference, tally.LastFailure);
}
