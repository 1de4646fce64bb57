namespace Penstock.Pipeline.Budgets;

/// <summary>
/// Brings the book over crashes. What calls held when the server died is held on until their time is up; then they have cost what the store proves, and
/// the rest is free again. While calls hold something it gives signs of life, by which the next start knows how long they ran.
/// </summary>
public sealed class BudgetKeeper(BudgetBook book, IBudgetStore store, TimeProvider time, Action<IOException> notKept) : IDisposable
{
    /// <summary>How often it gives a sign of life.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly List<(Hold Hold, long Proven)> _open = [];
    private ITimer? _timer;

    /// <summary>How many calls that a crash ended still hold something.</summary>
    public int Open
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Takes what the store has, before the first call.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        var state = await store.LoadAsync(ct);
        book.Restore(state.Spent);
        lock (_gate)
        {
            // It may have lived until its next sign of life, which may have been as late again.
            var alive = state.Alive == long.MaxValue ? long.MaxValue : state.Alive + (long)(2 * Pace).TotalMicroseconds;
            _open.AddRange(state.Open.Select(entry => (book.Restore(entry), entry.Proven(Math.Min(alive, entry.Until)))));
            _timer ??= time.CreateTimer(static self => _ = ((BudgetKeeper)self!).TickAsync(), this, Pace, Pace);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private async Task TickAsync()
    {
        try
        {
            List<(Hold Hold, long Proven)> over;
            lock (_gate)
            {
                var now = book.Now;
                over = _open.FindAll(open => open.Hold.Until <= now);
                _open.RemoveAll(over.Contains);
            }

            foreach (var (hold, proven) in over)
            {
                if (book.Settle(hold, proven))
                {
                    await store.AppendAsync(new BudgetEntry(BudgetEntryKind.Settle, hold.CallId, proven, hold.Lines), CancellationToken.None);
                }
            }

            if (book.Holding)
            {
                await store.AppendAsync(BudgetEntry.Beat, CancellationToken.None);
            }
        }
        catch (IOException fault)
        {
            notKept(fault);
        }
        catch (ObjectDisposedException)
        {
            // The server goes down: the next start does what is left.
        }
    }
}
