namespace Penstock.Domain.Models;

/// <summary>
/// Counts who holds each engine: the catalogues that are in force or still used, and whoever keeps engines for the next one. What
/// nobody holds any more is disposed, on a thread of the pool: the last to let go is often a call, which must not wait for it.
/// </summary>
/// <param name="onFault">Told when an engine throws while it is disposed: a bug.</param>
public sealed class EngineHolds(Action<Exception>? onFault = null)
{
    private readonly Dictionary<IEngine, int> _counts = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Task> _disposals = [];
    private readonly Lock _gate = new();

    /// <summary>Told after an engine was disposed.</summary>
    public event Action? Disposed;

    /// <summary>Whether somebody still holds an engine.</summary>
    public bool IsHeld(IEngine engine)
    {
        lock (_gate)
        {
            return _counts.ContainsKey(engine);
        }
    }

    /// <summary>Holds an engine. Whoever hands it out must hold it meanwhile, so that it is not disposed before.</summary>
    public void Hold(IEngine engine)
    {
        lock (_gate)
        {
            _counts[engine] = _counts.GetValueOrDefault(engine) + 1;
        }
    }

    /// <summary>Lets go of an engine; the last one disposes it.</summary>
    public void Release(IEngine engine)
    {
        lock (_gate)
        {
            var left = _counts[engine] - 1;
            if (left > 0)
            {
                _counts[engine] = left;
                return;
            }

            _counts.Remove(engine);
            if (engine is IDisposable or IAsyncDisposable)
            {
                var disposal = new Task<Task>(() => DisposeAsync(engine));
                _disposals.Add(disposal.Unwrap());
                disposal.Start(TaskScheduler.Default);
            }
        }
    }

    /// <summary>Waits until what nobody holds is disposed.</summary>
    public async Task SettleAsync()
    {
        Task[] running;
        lock (_gate)
        {
            running = [.. _disposals];
        }

        await Task.WhenAll(running);
        lock (_gate)
        {
            _disposals.RemoveWhere(task => task.IsCompleted);
        }
    }

    private async Task DisposeAsync(IEngine engine)
    {
        try
        {
            if (engine is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync();
            }
            else
            {
                ((IDisposable)engine).Dispose();
            }
        }
        catch (Exception exception)
        {
            onFault?.Invoke(exception);
        }

        lock (_gate)
        {
            _disposals.RemoveWhere(task => task.IsCompleted);
        }

        Disposed?.Invoke();
    }
}
