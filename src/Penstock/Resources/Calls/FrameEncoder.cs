using System.Buffers;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Calls;

/// <summary>Encodes the canonical frames of one stream.</summary>
internal abstract class FrameEncoder : IDisposable
{
    /// <summary>Encodes a frame; nothing, when it holds nothing to be said.</summary>
    public abstract void Write(Frame frame, IBufferWriter<byte> into);

    /// <summary>Writes the event that ends a stream that failed, where that must know what came before; false where the protocol does it.</summary>
    public virtual bool TryWriteError(CallError error, IBufferWriter<byte> into) => false;

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
