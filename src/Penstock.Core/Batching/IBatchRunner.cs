namespace Penstock.Batching;

/// <summary>
/// What a <see cref="BatchScheduler{TEntry, TResult}"/> puts entries together for: an ONNX session, a vectorised function. It is called
/// from many threads at once, as many as <see cref="BatchOptions.Concurrency"/> says.
/// <para>
/// For a function <c>IReadOnlyList&lt;X&gt; → IReadOnlyList&lt;Y&gt;</c> an entry is what one caller sent (a list of X, or one), a result
/// is that caller's part of the answer; <see cref="IsShort"/> is false unless the function is known to be, <see cref="Fits"/> is true,
/// and running a batch is calling the function with all the lists in one and cutting the answer by the lengths of the lists, or giving
/// null when it has another length.
/// </para>
/// </summary>
/// <typeparam name="TEntry">What one caller feeds.</typeparam>
/// <typeparam name="TResult">What one caller gets. One that nobody gets, because its caller has left, is disposed when it can
/// be.</typeparam>
public interface IBatchRunner<TEntry, TResult>
{
    /// <summary>
    /// Whether a run of so many rows like these is shorter than handing it to another thread: then it is done on the thread that is
    /// there, and takes none of the <see cref="BatchSlots"/>.
    /// </summary>
    bool IsShort(TEntry entry, long rows);

    /// <summary>Whether an entry may share a run with another that is in it already. It is asked under a lock: it only compares.</summary>
    bool Fits(TEntry first, TEntry next);

    /// <summary>Runs one entry alone. An exception is that caller's.</summary>
    /// <param name="entry">The entry; its memory is there until this ends.</param>
    /// <param name="inline">What <see cref="IsShort"/> said: whether to run on the calling thread.</param>
    /// <param name="ct">Cancelled when its caller has left.</param>
    ValueTask<BatchRun<TResult>> RunAsync(TEntry entry, bool inline, CancellationToken ct);

    /// <summary>
    /// Runs entries together, and gives each its own result, in their order. When it throws, or gives null or another number of results
    /// because the answer cannot be cut into the callers' parts, each is run alone: one bad input fails alone.
    /// </summary>
    ValueTask<BatchRun<IReadOnlyList<TResult>?>> RunAsync(Batch<TEntry> batch);
}
