namespace Penstock.Domain.Calls;

/// <summary>
/// The time-outs of one attempt: until the first byte, between two signs of life, and in all. Its token is cancelled when one
/// of them passes, or when the call is stopped.
/// </summary>
public sealed class AttemptClock : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _stopped;
    private readonly TimeProvider _time;
    private readonly TimeSpan _idle;
    private readonly long _begun;
    private readonly TimeSpan _total;

    /// <summary>Starts the clock: <paramref name="firstByte"/> runs now, <paramref name="total"/> is what is left of the call's total.</summary>
    public AttemptClock(TimeProvider time, TimeSpan firstByte, TimeSpan idle, TimeSpan total, CancellationToken stopped)
    {
        _time = time;
        _idle = idle;
        _total = total;
        _begun = time.GetTimestamp();
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _stopped = stopped.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        Arm(firstByte);
    }

    /// <summary>Cancelled when time is up or the call is stopped.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The time-out that runs: what to name when it has passed.</summary>
    public TimeSpan Waiting { get; private set; }

    /// <summary>Whether what runs is the rest of the total.</summary>
    public bool InAll { get; private set; }

    /// <summary>Whether anything has come yet.</summary>
    public bool Answering { get; private set; }

    /// <summary>A sign of life: the idle time-out starts anew.</summary>
    public void Progress()
    {
        Answering = true;
        Arm(_idle);
    }

    /// <summary>Nobody waits for the provider now, because the client is being written to: only the total runs on.</summary>
    public void Rest() => Arm(TimeSpan.MaxValue);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopped.Dispose();
        _source.Dispose();
    }

    private void Arm(TimeSpan wait)
    {
        var left = _total - _time.GetElapsedTime(_begun);
        InAll = wait >= left;
        Waiting = InAll ? _total : wait;
        var due = InAll ? left : wait;
        _source.CancelAfter(due > TimeSpan.Zero ? due : TimeSpan.Zero);
    }
}
