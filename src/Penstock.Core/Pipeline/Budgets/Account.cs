using Penstock.Domain.Money;

namespace Penstock.Pipeline.Budgets;

/// <summary>What one budget has spent and reserved for one scope. Its members are touched under the book's lock only.</summary>
internal sealed class Account(string budget, string scope)
{
    private readonly Queue<Slice> _slices = new();
    private Slice? _last;
    private long _until = long.MinValue;
    private BudgetWindow? _window;
    private long _slot;
    private long _slotFrom;
    private long _slotUntil = long.MinValue;

    /// <summary>The budget's id.</summary>
    public string BudgetId => budget;

    /// <summary>Whose part it is, <c>user=user_1, model=gpt</c>; empty for all together.</summary>
    public string Scope => scope;

    /// <summary>What the budget says now.</summary>
    public required Budget Budget { get; set; }

    /// <summary>Spent in the window that was current when it was last looked at.</summary>
    public long Spent { get; private set; }

    /// <summary>Reserved by calls that run.</summary>
    public long Reserved { get; private set; }

    /// <summary>How many of the budget's thresholds were told in this window.</summary>
    public int Told { get; set; }

    /// <summary>When the window began.</summary>
    public long Start { get; private set; }

    /// <summary>When the window ends.</summary>
    public long End => _until;

    /// <summary>How much may be spent and reserved here: the budget's amount; of several nodes, the slice that this one has leased.</summary>
    public long Ceiling => Budget.Hard ? Budget.Amount.Units : long.MaxValue;

    /// <summary>What is left to reserve; less than nothing after a budget was lowered.</summary>
    public long Left => (new Amount(Ceiling) - new Amount(Spent) - new Amount(Reserved)).Units;

    /// <summary>Brings it to an instant, and gives the slice that spending is noted in now.</summary>
    public Slice At(long now)
    {
        Roll(now);
        if (now >= _slotUntil || now < _slotFrom)
        {
            // Calendars and zones take long to ask.
            (_slot, _slotFrom, _slotUntil) = (Budget.Window.Slot(now), now, Budget.Window.SlotHolds(now));
        }

        if (_last is not { Dropped: false } last || last.Slot < _slot)
        {
            _slices.Enqueue(_last = new Slice(new BudgetLine(budget, scope, _slot)));
        }

        return _last;
    }

    /// <summary>Brings it to an instant: what has left the window is forgotten.</summary>
    public void Roll(long now)
    {
        var window = Budget.Window;
        if (now >= _until || !ReferenceEquals(window, _window))
        {
            var (start, end) = window.Bounds(now);
            if (start != Start && !window.Rolling)
            {
                Told = 0;
            }

            (Start, _until, _window, _slotUntil) = (start, end, window, long.MinValue);
            while (_slices.TryPeek(out var oldest) && oldest.Slot < start)
            {
                _slices.Dequeue();
                oldest.Dropped = true;
                Spent -= oldest.Spent;
                Reserved -= oldest.Reserved;
            }

            if (window.Rolling)
            {
                Told = Math.Min(Told, Reached());
            }
        }
    }

    /// <summary>When the first of what is spent is forgotten; the window's end where it is one of the calendar.</summary>
    public long Frees() => Budget.Window.Rolling && _slices.FirstOrDefault(slice => slice.Spent > 0) is { } oldest ? Budget.Window.Until(oldest.Slot) : _until;

    /// <summary>Reserves more, or gives back.</summary>
    public void Reserve(Slice slice, long units)
    {
        slice.Reserved += units;
        Reserved += slice.Dropped ? 0 : units;
    }

    /// <summary>Notes what was spent.</summary>
    public void Spend(Slice slice, long units)
    {
        slice.Spent += units;
        Spent += slice.Dropped ? 0 : units;
    }

    /// <summary>Takes what was spent before the start, oldest slot first.</summary>
    public Slice Restore(long slot, long units)
    {
        if (_last?.Slot != slot || _last.Dropped)
        {
            _last = new Slice(new BudgetLine(budget, scope, slot)) { Dropped = slot < Start };
            if (!_last.Dropped)
            {
                _slices.Enqueue(_last);
            }
        }

        Spend(_last, units);
        return _last;
    }

    /// <summary>What was spent, by slot.</summary>
    public IEnumerable<(BudgetLine Line, long Units)> Lines() => _slices.Select(slice => (slice.Line, slice.Spent));

    /// <summary>How many of the thresholds are reached.</summary>
    public int Reached()
    {
        var thresholds = Budget.Thresholds;
        var reached = 0;
        while (reached < thresholds.Count && (Int128)Spent * 100 >= (Int128)thresholds[reached] * Budget.Amount.Units && Spent > 0)
        {
            reached++;
        }

        return reached;
    }
}
