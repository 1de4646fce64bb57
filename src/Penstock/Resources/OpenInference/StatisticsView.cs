using System.ComponentModel;

namespace Penstock.Resources.OpenInference;

/// <summary>The statistics of some models.</summary>
internal sealed record StatisticsView(
    [property: Description("One entry for each version of each model.")] IReadOnlyList<ModelStatsView> ModelStats);
