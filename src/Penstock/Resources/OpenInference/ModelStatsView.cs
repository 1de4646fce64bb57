using System.ComponentModel;
using System.Text.Json.Serialization;
using Penstock.Pipeline.Meter;

namespace Penstock.Resources.OpenInference;

/// <summary>What a version of a model did since the server began.</summary>
internal sealed record ModelStatsView
{
    [Description("The model's name.")]
    public required string Name { get; init; }

    [Description("The version; left out where the model has none.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }

    [Description("When the last call was answered, milliseconds since 1970; 0 when none was.")]
    public required long LastInference { get; init; }

    [Description("Rows that were answered.")]
    public required long InferenceCount { get; init; }

    [Description("Runs: fewer than rows where rows shared one.")]
    public required long ExecutionCount { get; init; }

    [Description("Where the calls spent their time.")]
    public required InferenceStatsView InferenceStats { get; init; }

    [Description("The runs by their number of rows.")]
    public required IReadOnlyList<BatchStatsView> BatchStats { get; init; }

    public static ModelStatsView Of(ModelStatistics statistics) => new()
    {
        Name = statistics.Model,
        Version = statistics.Version,
        LastInference = statistics.LastInference,
        InferenceCount = statistics.Inferences,
        ExecutionCount = statistics.Executions,
        InferenceStats = InferenceStatsView.Of(statistics),
        BatchStats = [.. statistics.Batches.Select(BatchStatsView.Of)],
    };
}
