namespace Penstock.Pipeline.Limits;

/// <summary>A call that waits for its turn. It ends with null when the call was let in.</summary>
internal sealed class Waiter(LimitPass pass, WaitingRoom room, CancellationToken ct) : TaskCompletionSource<LimitRefusal?>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private CancellationTokenRegistration _left;

    public LimitPass Pass => pass;

    /// <summary>In whose line it stands; null when it stands in none.</summary>
    public ScopeCounters? At { get; set; }

    /// <summary>When it is refused, as a timestamp.</summary>
    public long Until { get; set; }

    /// <summary>Its place in the line.</summary>
    public LinkedListNode<Waiter>? Place { get; set; }

    /// <summary>Waits; whoever leaves meanwhile gives the turn up.</summary>
    public async Task<LimitRefusal?> WaitAsync()
    {
        _left = ct.UnsafeRegister(static waiter => ((Waiter)waiter!).Left(), this);
        await using (_left)
        {
            return await Task;
        }
    }

    private void Left()
    {
        if (room.Leave(this))
        {
            TrySetCanceled(ct);
        }
    }
}
