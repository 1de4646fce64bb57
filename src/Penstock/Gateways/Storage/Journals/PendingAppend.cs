using System.Threading.Tasks.Sources;

namespace Penstock.Gateways.Storage.Journals;

/// <summary>Somebody who waits until another has written their frame. It goes back to where it came from and is used again.</summary>
internal sealed class PendingAppend(Action<PendingAppend> giveBack) : IValueTaskSource
{
    // Whoever writes must not run the continuations of those it wrote for.
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };

    /// <summary>The next one of the same batch.</summary>
    public PendingAppend? Next { get; set; }

    /// <summary>Why its frame is not there; null when it is.</summary>
    public IOException? Fault { get; set; }

    /// <summary>Tells apart the uses of this object.</summary>
    public short Version => _core.Version;

    /// <summary>Ends the wait.</summary>
    public void Complete()
    {
        if (Fault is not { } fault)
        {
            _core.SetResult(true);
            return;
        }

        Fault = null;
        _core.SetException(fault);
    }

    void IValueTaskSource.GetResult(short token)
    {
        try
        {
            _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            giveBack(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
