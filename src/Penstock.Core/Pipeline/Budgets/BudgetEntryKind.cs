namespace Penstock.Pipeline.Budgets;

/// <summary>What an entry says.</summary>
public enum BudgetEntryKind
{
    /// <summary>A call begins to hold so much.</summary>
    Hold,

    /// <summary>It holds so much from now on: what it held before is replaced.</summary>
    Change,

    /// <summary>A call has cost so much and holds nothing more.</summary>
    Settle,

    /// <summary>The server lives, and calls that hold something run on.</summary>
    Beat,
}
