using Penstock.Domain.Calls;

namespace Penstock.Batching;

/// <content>The runs of what has waited, and how callers leave.</content>
public sealed partial class BatchScheduler<TEntry, TResult>
{
    private async Task RunAsync(List<Waiting<TEntry, TResult>> members, SharedRun<TEntry, TResult>? shared, bool inline)
    {
        var begun = time.GetTimestamp();
        try
        {
            if (shared is null || !await RunTogetherAsync(shared, begun, inline))
            {
                foreach (var member in members)
                {
                    await RunAloneAsync(member, begun, inline);
                }
            }
        }
        finally
        {
            shared?.Dispose();
            Finish(members.Count, begun, inline);
        }
    }

    // False when each is to be run alone: what failed may be one caller's input, and only alone does it show whose.
    private async ValueTask<bool> RunTogetherAsync(SharedRun<TEntry, TResult> shared, long begun, bool inline)
    {
        var members = shared.Members;
        var batch = new Batch<TEntry>(
            [.. members.Select(member => member.Entry)],
            members.Sum(member => member.Terms.Rows),
            inline,
            () => Release(shared),
            shared.Stopped);
        BatchRun<IReadOnlyList<TResult>?> run;
        try
        {
            run = await runner.RunAsync(batch);
        }
        catch (Exception)
        {
            return false;
        }

        if (run.Result is not { } results)
        {
            return false;
        }

        var runs = 1;
        for (var i = 0; i < members.Count; i++)
        {
            var member = members[i];
            if (!MayTell(member))
            {
                (results[i] as IDisposable)?.Dispose();
                continue;
            }

            var phases = new PredictPhases(member.Terms.Rows, time.GetElapsedTime(member.Since, begun), run.Input, run.Compute, run.Output)
            {
                Runs = runs,
                RunRows = batch.Rows,
            };
            runs = 0;
            member.Complete(new BatchOutcome<TResult>(results[i], null, phases));
        }

        return true;
    }

    private async ValueTask RunAloneAsync(Waiting<TEntry, TResult> member, long begun, bool inline)
    {
        if (!MayBind(member))
        {
            return;
        }

        try
        {
            var run = await runner.RunAsync(member.Entry, inline, member.Token);
            member.Complete(Outcome(run, member.Terms, time.GetElapsedTime(member.Since, begun)));
        }
        catch (OperationCanceledException) when (member.Token.IsCancellationRequested)
        {
            member.Cancel();
        }
        catch (Exception exception)
        {
            member.Fail(exception);
        }
    }

    // Its caller's token, which the run has, ends it from now on.
    private bool MayBind(Waiting<TEntry, TResult> member)
    {
        lock (_lock)
        {
            if (member.State == WaitingState.Done)
            {
                return false;
            }

            (member.State, member.In) = (WaitingState.Bound, null);
            if (!member.Leaving)
            {
                return true;
            }

            member.State = WaitingState.Done;
        }

        member.Cancel();
        return false;
    }

    private bool MayTell(Waiting<TEntry, TResult> member)
    {
        lock (_lock)
        {
            if (member.State == WaitingState.Done)
            {
                return false;
            }

            member.State = WaitingState.Done;
            if (!member.Leaving)
            {
                return true;
            }
        }

        member.Cancel();
        return false;
    }

    private void Release(SharedRun<TEntry, TResult> shared)
    {
        lock (_lock)
        {
            foreach (var member in shared.Members)
            {
                if (member.State != WaitingState.Bound)
                {
                    continue;
                }

                member.State = member.Leaving ? WaitingState.Done : WaitingState.Free;
                if (member.Leaving)
                {
                    member.Cancel();
                }
            }
        }
    }

    private void Leave(Waiting<TEntry, TResult> waiting)
    {
        SharedRun<TEntry, TResult>? deserted;
        lock (_lock)
        {
            switch (waiting.State)
            {
                case WaitingState.Queued:
                    _queue.Remove(waiting);
                    waiting.State = WaitingState.Done;
                    waiting.Cancel();
                    break;
                case WaitingState.Bound:
                    waiting.Leaving = true;
                    break;
                case WaitingState.Free:
                    waiting.State = WaitingState.Done;
                    waiting.Cancel();
                    break;
                default:
                    return;
            }

            deserted = waiting.In is { IsDeserted: true } shared ? shared : null;
        }

        deserted?.Stop();
    }

    private void Expire(Waiting<TEntry, TResult> waiting)
    {
        lock (_lock)
        {
            if (waiting.State != WaitingState.Queued)
            {
                return;
            }

            _queue.Remove(waiting);
            waiting.State = WaitingState.Done;
        }

        waiting.Complete(Expired(waiting));
    }

    // Their timers are late when the machine is busy, and that is when it matters. Under the lock.
    private void DropExpired()
    {
        if (_queue.Timed == 0)
        {
            return;
        }

        foreach (var waiting in _queue.TakeExpired(time))
        {
            waiting.State = WaitingState.Done;
            waiting.Complete(Expired(waiting));
        }
    }

    private static BatchOutcome<TResult> Expired(Waiting<TEntry, TResult> waiting) =>
        new BatchOutcome<TResult>(default, new CallError(
            ErrorKind.ProviderTimeout,
            FormattableString.Invariant($"The call waited {waiting.Terms.QueueTimeout!.Value.TotalSeconds:0.######} s for its turn, ")
            + "as long as it may, and was not run.")
        {
            Code = "deadline_exceeded",
        }, default);
}
