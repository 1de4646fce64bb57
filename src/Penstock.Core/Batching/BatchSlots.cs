namespace Penstock.Batching;

/// <summary>How many runs may be under way at once. Several schedulers may share one.</summary>
public sealed class BatchSlots : IDisposable
{
    private readonly SemaphoreSlim _free;

    /// <summary>Makes so many free slots.</summary>
    public BatchSlots(int count) => (Count, _free) = (count, new SemaphoreSlim(count));

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Takes a slot if one is free.</summary>
    public bool TryEnter() => _free.Wait(0);

    /// <summary>Takes a slot when one is free, without holding a thread.</summary>
    public Task EnterAsync(CancellationToken ct = default) => _free.WaitAsync(ct);

    /// <summary>Gives a slot back.</summary>
    public void Exit() => _free.Release();

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}
