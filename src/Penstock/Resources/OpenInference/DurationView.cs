using System.ComponentModel;
using Penstock.Pipeline.Meter;

namespace Penstock.Resources.OpenInference;

/// <summary>How often something happened, and how long it took in all.</summary>
internal sealed record DurationView(
    [property: Description("How often it happened.")] long Count,
    [property: Description("How long it took in all, nanoseconds.")] long Ns)
{
    public static DurationView Of(Tally tally) => new(tally.Count, tally.Nanoseconds);
}
