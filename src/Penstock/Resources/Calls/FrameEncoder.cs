using System.Buffers;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Calls;

/// <summary>Encodes the canonical frames of one stream.</summary>
internal abstract class FrameEncoder : IDisposable
{
    /// <summary>Encodes a frame; nothing, when it holds nothing to be said.</summary>
    public abstract void Write(Frame frame, IBufferWriter<byte> into);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
