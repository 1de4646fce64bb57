using Penstock.Domain.Models;

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
    private readonly TimeSpan? _firstToken;
    private readonly long _begun;
    private readonly TimeSpan _total;

    /// <summary>Starts the clock: the first byte's time runs now.</summary>
    /// <param name="time">The time.</param>
    /// <param name="route">The time-outs of the target.</param>
    /// <param name="firstToken">How long a stream's first content may take; null for no bound of its own.</param>
    /// <param name="total">What is left of the call's total.</param>
    /// <param name="stopped">The call was stopped.</param>
    public AttemptClock(TimeProvider time, RouteOptions route, TimeSpan? firstToken, TimeSpan total, CancellationToken stopped)
    {
        _time = time;
        _idle = route.Idle;
        _firstToken = firstToken;
        _total = total;
        _begun = time.GetTimestamp();
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _stopped = stopped.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        ForFirstToken = firstToken <= route.FirstByte;
        Arm(ForFirstToken ? firstToken!.Value : route.FirstByte);
    }

    /// <summary>Cancelled when time is up or the call is stopped.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The time-out that runs: what to name when it has passed.</summary>
    public TimeSpan Waiting { get; private set; }

    /// <summary>Whether what runs is the rest of the total.</summary>
    public bool InAll { get; private set; }

    /// <summary>Whether what runs is the time for a stream's first content.</summary>
    public bool ForFirstToken { get; private set; }

    /// <summary>How long a stream's first content may take; null for no bound of its own.</summary>
    public TimeSpan? FirstToken => _firstToken;

    /// <summary>Whether anything has come yet.</summary>
    public bool Answering { get; private set; }

    /// <summary>A sign of life: the idle time-out starts anew.</summary>
    public void Progress()
    {
        Answering = true;
        ForFirstToken = false;
        Arm(_idle);
    }

    /// <summary>A sign of life without content: the idle time-out starts anew, but the first token's goes on.</summary>
    public void Beat()
    {
        Answering = true;
        var left = _firstToken - _time.GetElapsedTime(_begun);
        ForFirstToken = left < _idle;
        Arm(ForFirstToken ? left!.Value : _idle);
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
