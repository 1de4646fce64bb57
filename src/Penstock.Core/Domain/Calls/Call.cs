using System.Runtime.ExceptionServices;

namespace Penstock.Domain.Calls;

/// <summary>
/// One request to a model. It owns its state, the token that stops it, and the end actions, which run exactly once,
/// innermost first, on success, failure, cut or disconnect.
/// </summary>
public sealed class Call : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IEndAction> _endActions = new(8);
    private readonly List<IEndAction> _amendments = new(1);
    private List<IDisposable>? _owned;
    private CallError? _stopReason;
    private int _ended;

    /// <summary>Makes a call that starts now.</summary>
    public Call(string id, CallHead head, CallBody body, TimeProvider time)
    {
        Id = id;
        Head = head;
        Body = body;
        Time = time;
        Started = time.GetTimestamp();
        StartedAt = time.GetUtcNow();
        State.RequestedModel = head.Model;
    }

    /// <summary>The call's id, which is also in the answer's <c>x-penstock-call-id</c>, in logs and in the ledger.</summary>
    public string Id { get; }

    /// <summary>What the request's head said.</summary>
    public CallHead Head { get; }

    /// <summary>The body, read once after Authenticate.</summary>
    public CallBody Body { get; }

    /// <summary>The clock of this call.</summary>
    public TimeProvider Time { get; }

    /// <summary>When it started, as <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long Started { get; }

    /// <summary>When it started, UTC.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>What the stages fill in.</summary>
    public CallState State { get; } = new();

    /// <summary>Cancelled when the client leaves, the key is revoked, or the server must stop.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Why it was stopped; null while it was not.</summary>
    public CallError? StopReason => Volatile.Read(ref _stopReason);

    /// <summary>Stops the call. The first reason given stands.</summary>
    public void Stop(CallError reason)
    {
        if (Interlocked.CompareExchange(ref _stopReason, reason, null) is null)
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
    }

    /// <summary>Takes something that is needed as long as the call, say the memory of a body that an engine sends.</summary>
    public void Owns(IDisposable owned) => (_owned ??= []).Add(owned);

    /// <summary>Registers something to do when the call has ended. Actions run in the reverse of the order of registration.</summary>
    public void OnEnd(IEndAction action) => _endActions.Add(action);

    /// <summary>Registers something to do when what was said at the end must be corrected: the client left after all.</summary>
    public void OnAmend(IEndAction action) => _amendments.Add(action);

    /// <summary>
    /// Ends the call: stamps the time and runs the end actions. It is called before the last byte, or the terminal event, is
    /// released, so that an answer that arrived is an answer that was recorded. Later calls do nothing. An end action that
    /// throws does so here, after all others have run.
    /// </summary>
    public async ValueTask EndAsync(CallEnd end, CallError? error, CancellationToken ct)
    {
        if (Interlocked.CompareExchange(ref _ended, 1, 0) != 0)
        {
            return;
        }

        State.End = end;
        State.Error = error;
        State.Ended = Time.GetTimestamp();
        if (error is not null && State.FirstByte == 0)
        {
            State.Status = error.Status;
        }

        // One that fails, say because the disk is full, must not keep the others from giving back what they hold.
        ExceptionDispatchInfo? fault = null;
        for (var i = _endActions.Count - 1; i >= 0; i--)
        {
            try
            {
                await _endActions[i].OnEndAsync(this, ct);
            }
            catch (Exception exception)
            {
                fault ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        fault?.Throw();
    }

    /// <summary>Corrects the record of a call that ended well: its last bytes did not reach the client.</summary>
    public async ValueTask AmendAsync(CallEnd end, CallError? error, CancellationToken ct)
    {
        if (Interlocked.CompareExchange(ref _ended, 2, 1) != 1)
        {
            return;
        }

        State.End = end;
        State.Error = error;
        foreach (var action in _amendments)
        {
            await action.OnEndAsync(this, ct);
        }
    }

    /// <summary>The time between two timestamps of this call's clock.</summary>
    public TimeSpan Between(long from, long to) => Time.GetElapsedTime(from, to);

    /// <inheritdoc/>
    public void Dispose()
    {
        State.Request?.Dispose();
        _owned?.ForEach(owned => owned.Dispose());
        _stop.Dispose();
    }
}
