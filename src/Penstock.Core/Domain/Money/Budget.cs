using Penstock.Domain.Access;

namespace Penstock.Domain.Money;

/// <summary>How much certain calls may cost in a window of time.</summary>
public sealed record Budget
{
    /// <summary>The output tokens that a call which states no cap is held to, unless the budget says otherwise.</summary>
    public const long DefaultOutput = 8192;

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for; null when nobody said.</summary>
    public string? Description { get; init; }

    /// <summary>How much, in <see cref="Currency"/>.</summary>
    public required Amount Amount { get; init; }

    /// <summary>The currency, ISO 4217. Calls whose price is in another have an unknown price here: nothing is converted.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>Which calls.</summary>
    public Applies Applies { get; init; } = Applies.ToAll;

    /// <summary>By what it is had apart: each user, each team and model; none for one budget of all.</summary>
    public IReadOnlyList<ScopeKind> Each { get; init; } = [];

    /// <summary>For how long, before it is had anew.</summary>
    public BudgetWindow Window { get; init; } = BudgetWindow.Month;

    /// <summary>Whether calls are refused and cut when it is spent; else it only counts and notifies.</summary>
    public bool Hard { get; init; } = true;

    /// <summary>The parts of it, in percent, ascending, that notify when they are spent.</summary>
    public IReadOnlyList<int> Thresholds { get; init; } = [50, 80, 100];

    /// <summary>Where notices are posted; null for the log alone.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>Whether calls go on, counted in memory alone, while the journal cannot be written; else they are refused.</summary>
    public bool OpenWithoutJournal { get; init; }

    /// <summary>Whether calls go on, uncounted and flagged, whose price is not known; else they are refused.</summary>
    public bool AllowsUnknownPrices { get; init; }

    /// <summary>The fewest output tokens that are worth a call: where less is left than they cost, it is refused and not shortened.</summary>
    public long LeastOutput { get; init; } = 64;

    /// <summary>The output tokens that a call which states no cap is held to.</summary>
    public long MostOutput { get; init; } = DefaultOutput;
}
