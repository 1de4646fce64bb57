using System.Buffers;

namespace Penstock.Onnx;

/// <summary>The elements of a tensor where ONNX Runtime put them. It ends with the value, which stays its owner's.</summary>
internal sealed unsafe class OnnxMemory : MemoryManager<byte>
{
    private readonly OnnxValue _value;
    private readonly nint _start;
    private readonly int _length;

    internal OnnxMemory(OnnxValue value)
    {
        var bytes = value.Bytes();
        _value = value;
        _length = bytes.Length;
        fixed (byte* start = bytes)
        {
            _start = (nint)start;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The value was disposed.</exception>
    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_value.Handle.IsClosed, _value);
        return new Span<byte>((void*)_start, _length);
    }

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_length);
        ObjectDisposedException.ThrowIf(_value.Handle.IsClosed, _value);
        return new MemoryHandle((byte*)_start + elementIndex, pinnable: this);
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
