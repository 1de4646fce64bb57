using Penstock.Batching;

namespace Penstock.Onnx;

/// <summary>
/// Where runs of models that take long are done: on threads of their own, as many at once as there are processors. In the thread
/// pool they would hold the threads that every other call's bytes need, and more of them at once would only share the processors.
/// One is shared by all models of a process.
/// </summary>
/// <param name="count">How many at once.</param>
internal sealed class OnnxRunSlots(int count) : IDisposable
{
    /// <summary>The slots.</summary>
    internal BatchSlots Free { get; } = new(count);

    /// <summary>Runs on a thread of its own; who asks has a slot.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled before or while it ran.</exception>
    internal static Task<T> OnThreadAsync<T>(Func<T> run, CancellationToken ct) => Task.Factory.StartNew(
        run, ct, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    /// <summary>Waits for a slot without holding a thread, and runs there.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled before or while it ran.</exception>
    internal async Task<T> RunAsync<T>(Func<T> run, CancellationToken ct)
    {
        await Free.EnterAsync(ct);
        try
        {
            return await OnThreadAsync(run, ct);
        }
        finally
        {
            Free.Exit();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Free.Dispose();
}
