using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>The sums of some calls, as the roll-ups keep them.</summary>
internal sealed class UsageSums
{
    /// <summary>The columns, in the order of <see cref="Values"/>.</summary>
    public static readonly string[] Columns =
    [
        "calls", "failed", "unmetered", "unpriced", "input_tokens", "output_tokens", "cached_input_tokens", "cache_write_input_tokens", "reasoning_tokens",
        "audio_input_tokens", "audio_output_tokens", "duration", "cost", "cost_input", "cost_output",
    ];

    /// <summary>
    /// How much of a cost's 10⁻¹² units one row's column holds; how many times that it is more is in the column's carry. Nine million of a currency are soon
    /// spent where a meal costs fifty thousand of it.
    /// </summary>
    public const long Carry = 1_000_000_000_000_000_000;

    /// <summary>The columns of costs, which have a carry.</summary>
    public static readonly string[] Costs = [.. Columns.Where(IsCost)];

    /// <summary>The sums.</summary>
    public Int128[] Values { get; } = new Int128[Columns.Length];

    /// <summary>Whether a column is of a cost.</summary>
    public static bool IsCost(string column) => column.StartsWith("cost", StringComparison.Ordinal);

    /// <summary>The carry of a cost's column.</summary>
    public static string CarryOf(string column) => column + "_carry";

    /// <summary>How many calls are in a bucket of a histogram: 0 for durations, 1 for first bytes of streams. Only completed calls count.</summary>
    public Dictionary<(int Metric, int Bucket), long> Histogram { get; } = [];

    /// <summary>Adds a record, or takes it away.</summary>
    public void Take(CallRecord call, int sign)
    {
        var usage = call.Usage ?? default;
        var served = call.Provider is not null and not "onnx" and not "function";
        ReadOnlySpan<long> values =
        [
            1,
            call.End == Domain.Calls.CallEnd.Completed ? 0 : 1,
            served && call.Usage is null && call.Status < 400 ? 1 : 0,
            call.PriceUnknown ? 1 : 0,
            usage.Input,
            usage.Output,
            usage.CachedInput,
            usage.CacheWriteInput,
            usage.Reasoning,
            usage.AudioInput,
            usage.AudioOutput,
            call.Duration,
            call.Cost?.Units ?? 0,
            call.CostInput?.Units ?? 0,
            call.CostOutput?.Units ?? 0,
        ];
        for (var i = 0; i < values.Length; i++)
        {
            Values[i] += (Int128)sign * values[i];
        }

        if (call.End == Domain.Calls.CallEnd.Completed)
        {
            Count(0, call.Duration, sign);
            if (call.Stream && call.TimeToFirstByte is { } first)
            {
                Count(1, first, sign);
            }
        }
    }

    private void Count(int metric, long micros, int sign)
    {
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(Histogram, (metric, DurationBuckets.Of(micros)), out _) += sign;
    }
}
