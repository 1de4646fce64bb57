namespace Penstock.Onnx;

/// <summary>Memory that several hold a share of; who gives back the last share gives it back.</summary>
/// <param name="memory">The memory; null when the collector owns it.</param>
/// <param name="shares">How many shares there will be.</param>
internal sealed class SharedMemory(IDisposable? memory, int shares)
{
    private int _left = shares;

    /// <summary>One of the shares; null when there is nothing to give back. Giving it back twice counts once.</summary>
    internal IDisposable? Share() => memory is null ? null : new Holding(this);

    private void GiveBack()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            memory!.Dispose();
        }
    }

    private sealed class Holding(SharedMemory shared) : IDisposable
    {
        private SharedMemory? _shared = shared;

        public void Dispose() => Interlocked.Exchange(ref _shared, null)?.GiveBack();
    }
}
