namespace Penstock.Batching;

/// <summary>A run that several share.</summary>
internal sealed class SharedRun<TEntry, TResult>(List<Waiting<TEntry, TResult>> members) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public IReadOnlyList<Waiting<TEntry, TResult>> Members => members;

    /// <summary>Cancelled when all members have left.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Whether all members have left. Under the scheduler's lock.</summary>
    public bool IsDeserted => members.TrueForAll(member => member.Leaving || member.State == WaitingState.Done);

    /// <summary>Ends the run. Not under the lock: it calls into the run.</summary>
    public void Stop()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended in the same moment.
        }
    }

    public void Dispose() => _stop.Dispose();
}
