using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>
/// The bytes behind a body's JSON, handed out tensor by tensor. Tensors are slices of the body, and not copied, unless their elements
/// do not stand at multiples of their size: vectorised kernels take such an address for granted.
/// </summary>
/// <param name="bytes">The bytes, valid as long as the body is.</param>
internal sealed class BinaryPart(ReadOnlyMemory<byte> bytes) : IDisposable
{
    private const string Member = "parameters.binary_data_size";
    private readonly List<PooledBytes> _copies = [];
    private int _taken;
    private bool _broken;

    /// <summary>Takes the next bytes, as a tensor where field and shape are known; null when there are mistakes.</summary>
    internal Tensor? Take(Field? field, long[]? shape, long size, InputMistakes mistakes)
    {
        var left = bytes.Length - _taken;
        if (size > left)
        {
            _broken = true;
            _taken = bytes.Length;
            mistakes.Add(new Fault("binary_size", $"It says {size} bytes, and {left} bytes of binary data are left in the body"), member: Member);
            return null;
        }

        var slice = bytes.Slice(_taken, (int)size);
        _taken += (int)size;
        if (field is null || shape is null)
        {
            return null;
        }

        var (tensor, fault) = field.Type == DataType.Bytes ? Texts(field, shape, slice) : Numbers(field, shape, slice);
        fault ??= BinaryRules.Check(field, tensor!);
        if (fault is not null)
        {
            mistakes.Add(fault, member: Member);
        }

        return tensor;
    }

    /// <summary>Notes bytes that no tensor took.</summary>
    internal void Finish(InputMistakes mistakes)
    {
        if (!_broken && _taken < bytes.Length)
        {
            mistakes.Add(new Fault("binary_size", $"The binary data has {bytes.Length} bytes, and the tensors' binary_data_size add up to {_taken}"));
        }
    }

    /// <summary>One tensor of fixed-size elements; the fault is about its bytes.</summary>
    internal (Tensor? Tensor, Fault? Fault) Numbers(Field field, long[] shape, ReadOnlyMemory<byte> slice)
    {
        var size = field.Type.Size();
        var needed = Tensor.CountOf(shape) * size;
        if (needed != slice.Length)
        {
            return (null, new Fault("binary_size", $"There are {slice.Length} bytes, and the shape {ShapeReader.Show(shape)} of {DatatypeNames.Of(field.Type)} takes {needed}"));
        }

        if (field.Type == DataType.Bool && slice.Span.IndexOfAnyExceptInRange((byte)0, (byte)1) is >= 0 and var at)
        {
            return (null, new Fault("bool_byte", $"A BOOL is the byte 0 or 1, and element {at} is {slice.Span[at]}"));
        }

        return (new Tensor(field.Name, field.Type, shape, Aligned(slice, size)), null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var copy in _copies)
        {
            copy.Dispose();
        }

        _copies.Clear();
    }

    // Each text has its length before it, 32 bits, little-endian.
    private static (Tensor? Tensor, Fault? Fault) Texts(Field field, long[] shape, ReadOnlyMemory<byte> slice)
    {
        var count = Tensor.CountOf(shape);
        if (count > slice.Length / sizeof(uint))
        {
            return (null, new Fault("binary_size", $"There are {slice.Length} bytes, and the {count} lengths of the shape {ShapeReader.Show(shape)} alone take {count * sizeof(uint)}"));
        }

        var texts = new ReadOnlyMemory<byte>[count];
        var at = 0;
        for (var i = 0; i < texts.Length; i++)
        {
            if (slice.Length - at < sizeof(uint))
            {
                return (null, new Fault("binary_size", $"The bytes end before element {i} of {count}"));
            }

            var length = BinaryPrimitives.ReadUInt32LittleEndian(slice.Span[at..]);
            at += sizeof(uint);
            if (length > slice.Length - at)
            {
                return (null, new Fault("binary_size", $"Element {i} says {length} bytes, and {slice.Length - at} are left of this tensor"));
            }

            texts[i] = slice.Slice(at, (int)length);
            at += (int)length;
        }

        return at == slice.Length
            ? (new Tensor(field.Name, shape, texts), null)
            : (null, new Fault("binary_size", $"Behind its {count} elements the tensor has {slice.Length - at} more bytes"));
    }

    // An array's first byte is at a multiple of 8, so where in it a slice begins is all there is to know.
    private ReadOnlyMemory<byte> Aligned(ReadOnlyMemory<byte> slice, int size)
    {
        if (size == 1 || slice.IsEmpty || (MemoryMarshal.TryGetArray(slice, out var segment) && segment.Offset % size == 0))
        {
            return slice;
        }

        var copy = new PooledBytes(slice.Length);
        _copies.Add(copy);
        copy.Write(slice.Span);
        return copy.Memory;
    }
}
