namespace Penstock.Resources.Management.Managed;

/// <summary>Lets changes of managed things come one after the other: nobody deletes a team while another puts somebody into it.</summary>
internal sealed class ManagedTurns : IDisposable
{
    private readonly SemaphoreSlim _free = new(1, 1);

    /// <summary>Waits for the turn; disposing it ends it.</summary>
    public async Task<IDisposable> TakeAsync(CancellationToken ct)
    {
        await _free.WaitAsync(ct);
        return new Turn(_free);
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    private sealed class Turn(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
