using Penstock.Domain.Money;

namespace Penstock.Pipeline.Budgets;

/// <summary>What is kept durably of a reservation. A settlement counts exactly once, however often a server crashes.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="CallId">Whose it is.</param>
/// <param name="Units">How much, in 10⁻¹² of the currency, on each line.</param>
/// <param name="Lines">On what.</param>
public sealed record BudgetEntry(BudgetEntryKind Kind, string CallId, long Units, IReadOnlyList<BudgetLine> Lines)
{
    /// <summary>The server lives.</summary>
    public static readonly BudgetEntry Beat = new(BudgetEntryKind.Beat, "", 0, []);

    /// <summary>When the call began to hold it, Unix microseconds, UTC.</summary>
    public long Since { get; init; }

    /// <summary>When the call's time is up: then it holds nothing more, whatever has become of it.</summary>
    public long Until { get; init; }

    /// <summary>What is spent as soon as the provider has the request: its input.</summary>
    public long AtOnce { get; init; }

    /// <summary>The most that a second of the provider's work costs; 0 where that is not known.</summary>
    public long PerSecond { get; init; }

    /// <summary>What a call whose server crashed has cost at most, if the server lived until then.</summary>
    /// <param name="alive">The last sign of life that is proven, Unix microseconds, UTC.</param>
    public long Proven(long alive) => PerSecond == 0
        ? Units
        : (long)Int128.Min(Units, AtOnce + ((Int128)PerSecond * Math.Max(0, alive - Since) / 1_000_000));
}
