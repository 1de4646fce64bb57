using Penstock.Domain.Money;

namespace Penstock.Pipeline.Budgets;

/// <summary>What an account has spent and reserved in one slot of time.</summary>
internal sealed class Slice(BudgetLine line)
{
    /// <summary>Where what is spent here is noted.</summary>
    public BudgetLine Line => line;

    /// <summary>The beginning of the slot, Unix microseconds.</summary>
    public long Slot => line.Slot;

    /// <summary>Spent.</summary>
    public long Spent { get; set; }

    /// <summary>Reserved.</summary>
    public long Reserved { get; set; }

    /// <summary>Whether it has left the window, and counts no longer.</summary>
    public bool Dropped { get; set; }
}
