using System.Runtime.InteropServices;
using Penstock.Domain.Calls;
using Penstock.Domain.Money;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>A sum while it grows.</summary>
/// <param name="groups">The values of its groups.</param>
internal sealed class UsageTotal(IReadOnlyList<string?> groups)
{
    private readonly Int128[] _sums = new Int128[UsageSums.Columns.Length];
    private readonly Dictionary<int, long>[] _histograms = [[], []];

    /// <summary>Whether it has no calls: amendments may leave an hour's row of nothing behind.</summary>
    public bool IsNothing => _sums[0] == 0;

    /// <summary>The values of its groups.</summary>
    public IReadOnlyList<string?> Groups => groups;

    /// <summary>The currency; null while there is none.</summary>
    public string? Currency { get; set; }

    /// <summary>Adds to a column of <see cref="UsageSums.Columns"/>.</summary>
    public void Add(int column, Int128 value) => _sums[column] += value;

    /// <summary>Adds calls to a bucket of a histogram.</summary>
    public void Count(int metric, int bucket, long calls) => CollectionsMarshal.GetValueRefOrAddDefault(_histograms[metric], bucket, out _) += calls;

    /// <summary>Adds another.</summary>
    public void Add(UsageTotal other)
    {
        for (var i = 0; i < _sums.Length; i++)
        {
            _sums[i] += other._sums[i];
        }

        for (var metric = 0; metric < _histograms.Length; metric++)
        {
            foreach (var (bucket, calls) in other._histograms[metric])
            {
                Count(metric, bucket, calls);
            }
        }
    }

    /// <summary>The row.</summary>
    public UsageRow Row() => new(
        groups,
        Sum("calls"),
        Sum("failed"),
        Sum("unmetered"),
        new TokenUsage
        {
            Input = Sum("input_tokens"),
            Output = Sum("output_tokens"),
            CachedInput = Sum("cached_input_tokens"),
            CacheWriteInput = Sum("cache_write_input_tokens"),
            Reasoning = Sum("reasoning_tokens"),
            AudioInput = Sum("audio_input_tokens"),
            AudioOutput = Sum("audio_output_tokens"),
        },
        Sum("duration"))
    {
        Cost = Money("cost"),
        CostInput = Money("cost_input"),
        CostOutput = Money("cost_output"),
        Currency = Currency,
        Unpriced = Sum("unpriced"),
        Durations = DurationPercentiles.Of(_histograms[0]),
        FirstBytes = DurationPercentiles.Of(_histograms[1]),
    };

    private long Sum(string column) => (long)Int128.Clamp(_sums[Array.IndexOf(UsageSums.Columns, column)], long.MinValue, long.MaxValue);

    private decimal Money(string column) => (decimal)_sums[Array.IndexOf(UsageSums.Columns, column)] / Amount.PerOne;
}
