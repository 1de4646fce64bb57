using System.ComponentModel;
using Penstock.Pipeline.Meter;

namespace Penstock.Resources.OpenInference;

/// <summary>Where the calls of a model spent their time.</summary>
internal sealed record InferenceStatsView(
    [property: Description("Calls that were answered.")] DurationView Success,
    [property: Description("Calls that failed.")] DurationView Fail,
    [property: Description("Waiting before the run.")] DurationView Queue,
    [property: Description("Putting the run's input together.")] DurationView ComputeInput,
    [property: Description("The run.")] DurationView ComputeInfer,
    [property: Description("Taking the run's output apart.")] DurationView ComputeOutput,
    [property: Description("Answers from a cache: none, as there is no cache.")] DurationView CacheHit,
    [property: Description("Answers that were not in a cache: none, as there is no cache.")] DurationView CacheMiss)
{
    public static InferenceStatsView Of(ModelStatistics statistics) => new(
        DurationView.Of(statistics.Success),
        DurationView.Of(statistics.Fail),
        DurationView.Of(statistics.Queue),
        DurationView.Of(statistics.Input),
        DurationView.Of(statistics.Compute),
        DurationView.Of(statistics.Output),
        new DurationView(0, 0),
        new DurationView(0, 0));
}
