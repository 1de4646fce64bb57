using System.ComponentModel;
using Penstock.Pipeline.Meter;

namespace Penstock.Resources.OpenInference;

/// <summary>The runs of one size.</summary>
internal sealed record BatchStatsView(
    [property: Description("Rows in the run.")] long BatchSize,
    [property: Description("Putting the input together.")] DurationView ComputeInput,
    [property: Description("The run.")] DurationView ComputeInfer,
    [property: Description("Taking the output apart.")] DurationView ComputeOutput)
{
    public static BatchStatsView Of(BatchTally batch) => new(batch.Size, DurationView.Of(batch.Input), DurationView.Of(batch.Compute), DurationView.Of(batch.Output));
}
