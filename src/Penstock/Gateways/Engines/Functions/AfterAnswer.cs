using Penstock.Gateways.Engines.Functions;

namespace Penstock;

/// <summary>
/// Work to be done once the answer is out: mail, an index, a count. A parameter of this type is filled in by Penstock and is no part
/// of the model's signature. The work of one call runs in the order it was given, outside the call; what fails is logged with the
/// call's id and the rest goes on. When the function itself fails, nothing of it runs. A server that ends waits for what was begun.
/// </summary>
public sealed class AfterAnswer
{
    private readonly List<Func<CancellationToken, Task>> _work = [];
    private readonly AfterAnswerQueue _queue;

    internal AfterAnswer(AfterAnswerQueue queue) => _queue = queue;

    /// <summary>What there is to do.</summary>
    internal IReadOnlyList<Func<CancellationToken, Task>> Work => _work;

    /// <summary>Runs this after the answer.</summary>
    /// <param name="work">The work; its token is cancelled when a server that ends cannot wait any longer.</param>
    /// <exception cref="InvalidOperationException">Too much waits already; callers get 503, unless the function catches it.</exception>
    public void Run(Func<CancellationToken, Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (!_queue.TryReserve())
        {
            throw new AfterAnswerFullException();
        }

        _work.Add(work);
    }

    /// <summary>Runs this after the answer.</summary>
    /// <param name="work">The work; what takes long should be asynchronous.</param>
    /// <exception cref="InvalidOperationException">Too much waits already; callers get 503, unless the function catches it.</exception>
    public void Run(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Run(_ =>
        {
            work();
            return Task.CompletedTask;
        });
    }
}
