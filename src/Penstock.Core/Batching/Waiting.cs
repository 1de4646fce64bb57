namespace Penstock.Batching;

/// <summary>An entry that did not run at once. Its state belongs to the scheduler's lock.</summary>
internal sealed class Waiting<TEntry, TResult>(TEntry entry, BatchTerms terms, int level, long sequence, long since, CancellationToken ct)
{
    // Its caller goes on elsewhere: the thread that ran it has others to answer.
    private readonly TaskCompletionSource<BatchOutcome<TResult>> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TEntry Entry => entry;

    public BatchTerms Terms => terms;

    public int Level => level;

    /// <summary>The order of arrival.</summary>
    public long Sequence => sequence;

    /// <summary>When it arrived.</summary>
    public long Since => since;

    public CancellationToken Token => ct;

    public Task<BatchOutcome<TResult>> Outcome => _outcome.Task;

    public WaitingState State { get; set; }

    /// <summary>Whether its caller left while it was <see cref="WaitingState.Bound"/>.</summary>
    public bool Leaving { get; set; }

    /// <summary>The run it shares with others, so that this ends when all of them have left; null when it has none.</summary>
    public SharedRun<TEntry, TResult>? In { get; set; }

    public void Complete(BatchOutcome<TResult> outcome) => _outcome.TrySetResult(outcome);

    public void Cancel() => _outcome.TrySetCanceled(ct);

    public void Fail(Exception exception) => _outcome.TrySetException(exception);
}
