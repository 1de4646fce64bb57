using Penstock.Domain.Money;

namespace Penstock.Pipeline.Budgets;

/// <summary>Where a call is noted on each of its accounts: the same for all calls on them, as long as no slot is over.</summary>
internal sealed class SliceSet(Slice[] all)
{
    private IReadOnlyList<BudgetLine>? _lines;

    /// <summary>The slice on the account of that number.</summary>
    public Slice this[int account] => all[account];

    /// <summary>How many.</summary>
    public int Count => all.Length;

    /// <summary>Their lines, as they are kept.</summary>
    public IReadOnlyList<BudgetLine> Lines => _lines ??= Array.ConvertAll(all, slice => slice.Line);

    /// <summary>The same with another slice on one account.</summary>
    public SliceSet With(int account, Slice slice)
    {
        var other = (Slice[])all.Clone();
        other[account] = slice;
        return new SliceSet(other);
    }
}
