namespace Penstock.Batching;

/// <summary>How a <see cref="BatchScheduler{TEntry, TResult}"/> puts entries together.</summary>
public sealed record BatchOptions
{
    /// <summary>The most rows in a run. An entry that has more runs alone.</summary>
    public long MaxRows { get; init; } = 64;

    /// <summary>
    /// How long an entry waits for others while another run of the same model is under way, although it could begin; zero for not at all.
    /// When nothing runs it begins at once, whatever this says.
    /// </summary>
    public TimeSpan MaxDelay { get; init; }

    /// <summary>The most entries that wait; one more is refused with 429.</summary>
    public int MaxQueue { get; init; } = 1000;

    /// <summary>The most runs at once.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>The level of entries that name none: 1 to 9 go before them, 11 and above after.</summary>
    public int DefaultPriority { get; init; } = 10;

    /// <summary>An entry that has waited so long is begun next, whatever its level: a low one waits long, but not for ever.</summary>
    public TimeSpan LongestPassedOver { get; init; } = TimeSpan.FromSeconds(1);
}
