using Penstock.Domain.Calls;

namespace Penstock.Batching;

/// <summary>
/// Puts entries of many callers together into runs. An entry that comes when a run may begin and nothing waits is run at once, on the
/// caller's thread where that is shorter than handing it over: at low load this costs a lock. Otherwise it waits, and the next run that
/// may begin takes as many as fit. Rows are counted, not entries. An entry whose caller leaves, or whose time is up, is out before its
/// run.
/// </summary>
/// <param name="runner">What is run.</param>
/// <param name="options">Limits.</param>
/// <param name="slots">What runs that are not short take one of; it may be shared with other schedulers, and stays the caller's.</param>
/// <param name="time">The clock.</param>
public sealed partial class BatchScheduler<TEntry, TResult>(
    IBatchRunner<TEntry, TResult> runner, BatchOptions options, BatchSlots slots, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly BatchQueue<TEntry, TResult> _queue = new();
    private readonly Throughput _throughput = new();
    private readonly Func<TEntry, TEntry, bool> _fits = runner.Fits;
    private ITimer? _delay;
    private long _arrived;
    private int _running;
    private bool _asking;

    /// <summary>How many entries wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>
    /// Runs an entry, alone or with others. Throws what the runner throws on this entry alone, and <see
    /// cref="OperationCanceledException"/> when
    /// <paramref name="ct"/> is cancelled; when it ends, however, nothing reads the entry's memory any more.
    /// </summary>
    public ValueTask<BatchOutcome<TResult>> RunAsync(TEntry entry, BatchTerms terms, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<BatchOutcome<TResult>>(ct);
        }

        bool inline;
        Waiting<TEntry, TResult>? waiting = null;
        lock (_lock)
        {
            inline = runner.IsShort(entry, terms.Rows);
            if (_queue.Count == 0 && MayBegin && (_running == 0 || options.MaxDelay == TimeSpan.Zero) && (inline || slots.TryEnter()))
            {
                _running++;
            }
            else if (_queue.Count >= options.MaxQueue)
            {
                return ValueTask.FromResult(Refused());
            }
            else
            {
                var level = terms.Priority > 0 ? terms.Priority : options.DefaultPriority;
                waiting = new Waiting<TEntry, TResult>(entry, terms, level, _arrived++, time.GetTimestamp(), ct);
                _queue.Add(waiting);
                Dispatch();
            }
        }

        return waiting is null ? AtOnceAsync(entry, terms, inline, ct) : AwaitAsync(waiting);
    }

    /// <inheritdoc/>
    public void Dispose() => _delay?.Dispose();

    // A request for a slot becomes a run as soon as it is granted.
    private bool MayBegin => _running + (_asking ? 1 : 0) < options.Concurrency;

    private async ValueTask<BatchOutcome<TResult>> AtOnceAsync(TEntry entry, BatchTerms terms, bool inline, CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        try
        {
            return Outcome(await runner.RunAsync(entry, inline, ct), terms, TimeSpan.Zero);
        }
        finally
        {
            Finish(1, begun, inline);
        }
    }

    private async ValueTask<BatchOutcome<TResult>> AwaitAsync(Waiting<TEntry, TResult> waiting)
    {
        await using var left = waiting.Token.UnsafeRegister(static state =>
        {
            var (scheduler, waiting) = ((BatchScheduler<TEntry, TResult>, Waiting<TEntry, TResult>))state!;
            scheduler.Leave(waiting);
        }, (this, waiting));
        if (waiting.Terms.QueueTimeout is not { } timeout)
        {
            return await waiting.Outcome;
        }

        // No timer runs longer than 49 days.
        var due = TimeSpan.FromMilliseconds(Math.Clamp(timeout.TotalMilliseconds, 0, int.MaxValue));
        await using var expiry = time.CreateTimer(_ => Expire(waiting), null, due, Timeout.InfiniteTimeSpan);
        return await waiting.Outcome;
    }

    // Begins what may begin. Under the lock.
    private void Dispatch()
    {
        DropExpired();
        while (_queue.Count > 0 && MayBegin && IsDue())
        {
            var head = _queue.First;
            var inline = runner.IsShort(head.Entry, Math.Max(head.Terms.Rows, Math.Min(_queue.Rows, options.MaxRows)));
            if (!inline && !slots.TryEnter())
            {
                _asking = true;
                _ = AskAsync();
                return;
            }

            Begin(inline);
        }
    }

    // Who rides along is decided when there is a slot, not when one is asked for.
    private async Task AskAsync()
    {
        await slots.EnterAsync().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        lock (_lock)
        {
            _asking = false;
            DropExpired();
            if (_queue.Count == 0)
            {
                slots.Exit();
                return;
            }

            Begin(inline: false);
            Dispatch();
        }
    }

    private bool IsDue()
    {
        if (options.MaxDelay == TimeSpan.Zero || _running == 0 || _queue.Rows >= options.MaxRows)
        {
            return true;
        }

        var left = options.MaxDelay - time.GetElapsedTime(_queue.OldestSince);
        if (left <= TimeSpan.Zero)
        {
            return true;
        }

        _delay ??= time.CreateTimer(
            static state => ((BatchScheduler<TEntry, TResult>)state!).DelayPassed(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _delay.Change(left, Timeout.InfiniteTimeSpan);
        return false;
    }

    private void DelayPassed()
    {
        lock (_lock)
        {
            Dispatch();
        }
    }

    private void Begin(bool inline)
    {
        var overdue = time.GetTimestamp() - (long)(options.LongestPassedOver.TotalSeconds * time.TimestampFrequency);
        var members = _queue.Take(options.MaxRows, overdue, _fits);
        var shared = members.Count > 1 ? new SharedRun<TEntry, TResult>(members) : null;
        foreach (var member in members)
        {
            (member.State, member.In) = (WaitingState.Bound, shared);
        }

        _running++;

        // Not here: the thread belongs to a caller who has an answer to write, or holds the lock.
        ThreadPool.UnsafeQueueUserWorkItem(
            static work => _ = work.Scheduler.RunAsync(work.Members, work.Shared, work.Inline),
            (Scheduler: this, Members: members, Shared: shared, Inline: inline),
            preferLocal: false);
    }

    private void Finish(int entries, long begun, bool inline)
    {
        if (!inline)
        {
            slots.Exit();
        }

        lock (_lock)
        {
            _throughput.Observe(entries, time.GetElapsedTime(begun));
            _running--;
            Dispatch();
        }
    }

    private BatchOutcome<TResult> Refused()
    {
        var wait = _throughput.Expected(_queue.Count, options.Concurrency);
        return new BatchOutcome<TResult>(default, new CallError(
            ErrorKind.RateLimited,
            FormattableString.Invariant($"{_queue.Count} calls of this model wait already, as many as may. ")
            + FormattableString.Invariant($"Try again in {Math.Ceiling(wait.TotalSeconds)} s."))
        {
            Code = "queue_full",
            RetryAfter = wait,
        }, default);
    }

    private static BatchOutcome<TResult> Outcome(BatchRun<TResult> run, BatchTerms terms, TimeSpan queued) =>
        new(run.Result, null, new PredictPhases(terms.Rows, queued, run.Input, run.Compute, run.Output));
}
