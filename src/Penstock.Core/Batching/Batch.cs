namespace Penstock.Batching;

/// <summary>Entries that share a run.</summary>
public sealed class Batch<TEntry>
{
    private readonly Action _inputsTaken;

    internal Batch(IReadOnlyList<TEntry> entries, long rows, bool inline, Action inputsTaken, CancellationToken stopped)
    {
        (Entries, Rows, Inline, Stopped) = (entries, rows, inline, stopped);
        _inputsTaken = inputsTaken;
    }

    /// <summary>Two or more, in the order in which their results must come.</summary>
    public IReadOnlyList<TEntry> Entries { get; }

    /// <summary>Their rows.</summary>
    public long Rows { get; }

    /// <summary>Whether the run is to be done on the calling thread: the runner has said that it is short.</summary>
    public bool Inline { get; }

    /// <summary>Cancelled when every caller has left: nobody needs the run any more.</summary>
    public CancellationToken Stopped { get; }

    /// <summary>
    /// The runner says that it does not read the entries' memory any more, because it has copied it: from now on a caller who is
    /// cancelled leaves at once. Without it they leave when the run has ended.
    /// </summary>
    public void InputsTaken() => _inputsTaken();
}
