using System.Runtime.ExceptionServices;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Predict;

/// <summary>
/// Writes the second half of a large array on another thread while its owner writes the first. The pool is only asked when it has
/// nothing else to do; if no thread has begun by the time that the owner is done, the owner writes it all.
/// </summary>
internal sealed class AheadWriter : IThreadPoolWorkItem, IDisposable
{
    private const int Nobody = 0;
    private const int Pool = 1;
    private const int Owner = 2;
    private readonly Tensor _tensor;
    private readonly int _offset;
    private readonly int _count;

    // Not disposed: whoever sets it may still be about it when the owner goes on, and without a wait handle it holds nothing.
    private readonly ManualResetEventSlim _done = new();
    private PooledBytes? _text;
    private ExceptionDispatchInfo? _fault;

    // Nobody, the pool, or the owner, who takes it back.
    private int _whose;

    private AheadWriter(Tensor tensor, int offset, int count) => (_tensor, _offset, _count) = (tensor, offset, count);

    /// <summary>Whether a thread of the pool writes, or has written.</summary>
    internal bool Begun => Volatile.Read(ref _whose) == Pool;

    /// <summary>Begins to write elements, if there is a thread to spare; null when there is none.</summary>
    internal static AheadWriter? Start(Tensor tensor, int offset, int count)
    {
        if (Environment.ProcessorCount == 1 || ThreadPool.PendingWorkItemCount > 0)
        {
            return null;
        }

        var ahead = new AheadWriter(tensor, offset, count);
        ThreadPool.UnsafeQueueUserWorkItem(ahead, preferLocal: false);
        return ahead;
    }

    /// <summary>The elements with commas between them, waited for while they are being written; null when nobody has begun.</summary>
    internal ReadOnlyMemory<byte>? Take()
    {
        if (Interlocked.CompareExchange(ref _whose, Owner, Nobody) != Pool)
        {
            return null;
        }

        _done.Wait();
        _fault?.Throw();
        return _text!.Memory;
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute()
    {
        if (Interlocked.CompareExchange(ref _whose, Pool, Nobody) != Nobody)
        {
            return;
        }

        try
        {
            _text = new PooledBytes();
            NumberArrayWriter.WritePart(_text, _tensor, [_count], _offset);
        }
        catch (Exception exception)
        {
            // It is the owner's: thrown where it waits.
            _fault = ExceptionDispatchInfo.Capture(exception);
        }
        finally
        {
            _done.Set();
        }
    }

    /// <summary>Nobody reads the tensor any more once this returns.</summary>
    public void Dispose()
    {
        if (Interlocked.CompareExchange(ref _whose, Owner, Nobody) == Pool)
        {
            _done.Wait();
        }

        _text?.Dispose();
    }
}
