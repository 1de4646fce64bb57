using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Penstock.Onnx.Interop;

namespace Penstock.Onnx;

/// <summary>
/// A value that a model takes or gives: a tensor, or a sequence or map of values. Whoever gets one disposes it; memory handed in is
/// pinned, not copied, until then. The spans that <see cref="Data{T}"/> and <see cref="Bytes"/> give end with the value.
/// </summary>
internal sealed unsafe class OnnxValue : IDisposable
{
    private readonly OnnxRuntime runtime;
    private readonly long[]? shape;

    /// <summary>Takes ownership of a native value that ONNX Runtime made.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="native">Its address.</param>
    /// <param name="keeps">The session whose memory it may be in.</param>
    internal OnnxValue(OnnxRuntime runtime, nint native, OrtHandle? keeps = null)
        : this(runtime, new OrtHandle(native, runtime.Api.ReleaseValue, keeps: keeps))
    {
        try
        {
            (Kind, ElementType, shape) = Describe();
        }
        catch
        {
            Handle.Dispose();
            throw;
        }
    }

    private OnnxValue(OnnxRuntime runtime, OrtHandle handle, OnnxElementType type, long[] shape)
        : this(runtime, handle) => (Kind, ElementType, this.shape) = (OnnxKind.Tensor, type, shape);

    private OnnxValue(OnnxRuntime runtime, OrtHandle handle) => (this.runtime, Handle) = (runtime, handle);

    internal OnnxKind Kind { get; }

    /// <summary>What a tensor is made of; <see cref="OnnxElementType.Undefined"/> for other kinds.</summary>
    internal OnnxElementType ElementType { get; }

    /// <summary>A tensor's dimensions, none for a scalar.</summary>
    internal ReadOnlySpan<long> Shape => shape;

    /// <summary>The same as an array, which nobody changes.</summary>
    internal long[] Dimensions => shape ?? [];

    /// <summary>Elements in a tensor.</summary>
    internal long Count => OnnxElements.Count(shape);

    internal OrtHandle Handle { get; }

    /// <summary>
    /// A tensor over the caller's memory, which is pinned until the value is disposed and must not change while a run reads it.
    /// </summary>
    /// <exception cref="OnnxException">The data is not exactly what the shape holds.</exception>
    internal static OnnxValue Create<T>(OnnxRuntime runtime, ReadOnlyMemory<T> data, ReadOnlySpan<long> shape) where T : unmanaged =>
        Create(runtime, Known<T>(), data, shape.ToArray());

    /// <summary>
    /// The same from raw bytes, little-endian, packed as ONNX says: for binary protocols and types that C# has no name for. The
    /// shape is not copied, and must not be changed.
    /// </summary>
    internal static OnnxValue CreateRaw(OnnxRuntime runtime, OnnxElementType type, ReadOnlyMemory<byte> data, long[] shape) =>
        Create(runtime, type, data, shape);

    /// <summary>A tensor in ONNX Runtime's memory, not yet filled: write it through <see cref="Data{T}"/>.</summary>
    internal static OnnxValue Allocate<T>(OnnxRuntime runtime, ReadOnlySpan<long> shape) where T : unmanaged =>
        Allocate(runtime, Known<T>(), shape);

    /// <summary>A tensor of texts; they are copied, as UTF-8.</summary>
    internal static OnnxValue Create(OnnxRuntime runtime, ReadOnlySpan<string> data, ReadOnlySpan<long> shape)
    {
        Demand(OnnxElements.Count(shape), data.Length, shape);
        var value = Allocate(runtime, OnnxElementType.String, shape);
        for (var i = 0; i < data.Length; i++)
        {
            Encoding.UTF8.GetBytes(data[i], value.StringBuffer(i, Encoding.UTF8.GetByteCount(data[i])));
        }
        return value;
    }

    /// <summary>A tensor of texts given as bytes, UTF-8 by custom; they are copied.</summary>
    internal static OnnxValue Create(OnnxRuntime runtime, ReadOnlySpan<ReadOnlyMemory<byte>> data, ReadOnlySpan<long> shape)
    {
        Demand(OnnxElements.Count(shape), data.Length, shape);
        var value = Allocate(runtime, OnnxElementType.String, shape);
        for (var i = 0; i < data.Length; i++)
        {
            data[i].Span.CopyTo(value.StringBuffer(i, data[i].Length));
        }
        return value;
    }

    /// <summary>A tensor's elements, row by row.</summary>
    /// <exception cref="OnnxException">It is no tensor of <typeparamref name="T"/>.</exception>
    internal Span<T> Data<T>() where T : unmanaged
    {
        var asked = Known<T>();
        return Kind == OnnxKind.Tensor && asked == ElementType ? MemoryMarshal.Cast<byte, T>(Bytes()) : throw Wrong($"a tensor of {asked}");
    }

    /// <summary>A tensor's elements as bytes, whatever they are, texts excepted.</summary>
    internal Span<byte> Bytes()
    {
        if (Kind != OnnxKind.Tensor || ElementType.Bits() == 0)
        {
            throw Wrong("a tensor of numbers");
        }
        nint data;
        runtime.Check(runtime.Api.GetTensorMutableData(Handle.Native, &data));
        return new Span<byte>((void*)data, checked((int)ElementType.Bytes(Count)));
    }

    /// <summary>The texts of a tensor of strings; bytes that are not UTF-8 become U+FFFD.</summary>
    internal string[] Strings() => ReadStrings(Encoding.UTF8.GetString);

    /// <summary>The texts of a tensor of strings as they are.</summary>
    internal byte[][] StringBytes() => ReadStrings(bytes => bytes.ToArray());

    /// <summary>
    /// A sequence's elements; for a map two tensors, its keys and, in their order, its values. Each is the caller's to dispose.
    /// </summary>
    internal OnnxValue[] Elements()
    {
        if (Kind is not (OnnxKind.Sequence or OnnxKind.Map))
        {
            throw Wrong("a sequence or a map");
        }
        nuint count;
        runtime.Check(runtime.Api.GetValueCount(Handle.Native, &count));
        var elements = new OnnxValue[count];
        for (var i = 0; i < elements.Length; i++)
        {
            nint element;
            runtime.Check(runtime.Api.GetValue(Handle.Native, i, runtime.Allocator, &element));
            elements[i] = new OnnxValue(runtime, element);
        }
        return elements;
    }

    public void Dispose() => Handle.Dispose();

    private static OnnxElementType Known<T>() where T : unmanaged =>
        OnnxElements.Of<T>() is not OnnxElementType.Undefined and var type ? type
            : throw new OnnxException(OnnxErrorCode.InvalidArgument, $"No ONNX element type corresponds to {typeof(T)}.");

    private static void Demand(long wanted, long given, ReadOnlySpan<long> shape)
    {
        if (wanted != given)
        {
            throw new OnnxException(
                OnnxErrorCode.InvalidArgument, $"The shape {OnnxElements.Show(shape)} holds {wanted} elements, but {given} were given.");
        }
    }

    private static OnnxValue Create<T>(OnnxRuntime runtime, OnnxElementType type, ReadOnlyMemory<T> data, long[] shape)
        where T : unmanaged
    {
        var bytes = type.Bytes(OnnxElements.Count(shape));
        if (type.Bits() == 0 || bytes != (long)data.Length * sizeof(T))
        {
            Demand(OnnxElements.Count(shape), type.Bits() == 0 ? -1 : (long)data.Length * sizeof(T) * 8 / type.Bits(), shape);
        }
        var pin = data.Pin();
        nint native, empty;
        try
        {
            fixed (long* dimensions = shape)
            {
                // No data has no address, which ONNX Runtime would refuse: any address will do for zero bytes.
                runtime.Check(runtime.Api.CreateTensorWithData(
                    runtime.CpuMemory, pin.Pointer is null ? &empty : pin.Pointer, (nuint)bytes,
                    dimensions, (nuint)shape.Length, (int)type, &native));
            }
            return new OnnxValue(runtime, new OrtHandle(native, runtime.Api.ReleaseValue, pin), type, shape);
        }
        catch
        {
            pin.Dispose();
            throw;
        }
    }

    private static OnnxValue Allocate(OnnxRuntime runtime, OnnxElementType type, ReadOnlySpan<long> shape)
    {
        OnnxElements.Count(shape);
        nint native;
        fixed (long* dimensions = shape)
        {
            runtime.Check(runtime.Api.CreateTensor(runtime.Allocator, dimensions, (nuint)shape.Length, (int)type, &native));
        }
        return new OnnxValue(runtime, new OrtHandle(native, runtime.Api.ReleaseValue), type, shape.ToArray());
    }

    private Span<byte> StringBuffer(int index, int length)
    {
        byte* buffer;
        runtime.Check(runtime.Api.GetResizedStringTensorElementBuffer(Handle.Native, (nuint)index, (nuint)length, &buffer));
        return new Span<byte>(buffer, length);
    }

    private delegate T FromBytes<T>(ReadOnlySpan<byte> bytes);

    private T[] ReadStrings<T>(FromBytes<T> read)
    {
        if (Kind != OnnxKind.Tensor || ElementType != OnnxElementType.String)
        {
            throw Wrong("a tensor of strings");
        }
        var texts = new T[Count];
        if (texts.Length == 0)
        {
            return texts;
        }
        nuint total;
        runtime.Check(runtime.Api.GetStringTensorDataLength(Handle.Native, &total));
        var bytes = ArrayPool<byte>.Shared.Rent(Math.Max(1, checked((int)total)));
        var starts = new nuint[texts.Length];
        fixed (byte* content = bytes)
        fixed (nuint* start = starts)
        {
            runtime.Check(runtime.Api.GetStringTensorContent(Handle.Native, content, total, start, (nuint)texts.Length));
        }
        for (var i = 0; i < texts.Length; i++)
        {
            var end = i + 1 < texts.Length ? starts[i + 1] : total;
            texts[i] = read(bytes.AsSpan((int)starts[i], (int)(end - starts[i])));
        }
        ArrayPool<byte>.Shared.Return(bytes);
        return texts;
    }

    private (OnnxKind Kind, OnnxElementType Element, long[]? Shape) Describe()
    {
        var api = runtime.Api;
        int present, kind, element;
        nint info;
        nuint rank;
        runtime.Check(api.HasValue(Handle.Native, &present));
        if (present == 0)
        {
            return (OnnxKind.Unknown, OnnxElementType.Undefined, null);
        }
        runtime.Check(api.GetValueType(Handle.Native, &kind));
        if ((OnnxKind)kind != OnnxKind.Tensor)
        {
            return ((OnnxKind)kind, OnnxElementType.Undefined, null);
        }
        runtime.Check(api.GetTensorTypeAndShape(Handle.Native, &info));
        try
        {
            runtime.Check(api.GetTensorElementType(info, &element));
            runtime.Check(api.GetDimensionsCount(info, &rank));
            var dimensions = new long[rank];
            fixed (long* lengths = dimensions)
            {
                runtime.Check(api.GetDimensions(info, lengths, rank));
            }
            return (OnnxKind.Tensor, (OnnxElementType)element, dimensions);
        }
        finally
        {
            api.ReleaseTensorTypeAndShapeInfo(info);
        }
    }

    private OnnxException Wrong(string wanted) => new(
        OnnxErrorCode.InvalidArgument,
        $"The value is {(Kind == OnnxKind.Tensor ? $"a tensor of {ElementType}" : $"of kind {Kind}")}, not {wanted}.");
}
