using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Penstock.Dialects.Numbers;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict;

/// <summary>Writes numbers and truth values as nested JSON arrays, straight into the answer's buffer, a piece of it at a time.</summary>
internal ref struct NumberArrayWriter
{
    private const int Piece = 4096;
    private const int Together = 64;
    private const int Many = 1024;

    // Half a millisecond's work and more.
    internal const int WorthTwo = 32 * 1024;
    private const int Usual = 11;
    private const int MostAtOnce = 16 * 1024 * 1024;
    private readonly IBufferWriter<byte> _to;
    private Span<byte> _free;
    private int _used;

    private NumberArrayWriter(IBufferWriter<byte> to) => _to = to;

    /// <summary>Whether elements of a type are written here.</summary>
    internal static bool Takes(DataType type) => type.Size() > 0;

    /// <summary>Writes what is between the brackets of an array.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="tensor">The tensor, whose type <see cref="Takes"/>.</param>
    /// <param name="shape">The sizes of the array, outermost first, at least one.</param>
    /// <param name="offset">The tensor's element that is the array's first.</param>
    internal static void WriteItems(IBufferWriter<byte> to, Tensor tensor, ReadOnlySpan<long> shape, int offset)
    {
        if (shape.Length > 1 || shape[0] < WorthTwo)
        {
            WritePart(to, tensor, shape, offset);
            return;
        }

        var half = (int)(shape[0] / 2);
        var rest = (int)shape[0] - half;
        to.GetSpan(RoomFor(shape[0]));
        using var ahead = AheadWriter.Start(tensor, offset + half, rest);
        WritePart(to, tensor, [half], offset);
        to.Write(","u8);
        if (ahead?.Take() is { } text)
        {
            to.Write(text.Span);
        }
        else
        {
            WritePart(to, tensor, [rest], offset + half);
        }
    }

    /// <summary>The same, on this thread alone.</summary>
    internal static void WritePart(IBufferWriter<byte> to, Tensor tensor, ReadOnlySpan<long> shape, int offset)
    {
        var writer = new NumberArrayWriter(to);
        switch (tensor.Type)
        {
            case DataType.Fp32:
                writer.Write(tensor.Elements<float>(), shape, offset);
                break;
            case DataType.Fp64:
                writer.Write(tensor.Elements<double>(), shape, offset);
                break;
            case DataType.Fp16:
                writer.Write(tensor.Elements<Half>(), shape, offset);
                break;
            case DataType.Bf16:
                writer.Write(tensor.Elements<ushort>(), shape, offset, bf16: true);
                break;
            case DataType.Bool:
                writer.Write(tensor.Elements<bool>(), shape, offset);
                break;
            case DataType.Int64:
                writer.Write(tensor.Elements<long>(), shape, offset);
                break;
            case DataType.Int32:
                writer.Write(tensor.Elements<int>(), shape, offset);
                break;
            case DataType.Int16:
                writer.Write(tensor.Elements<short>(), shape, offset);
                break;
            case DataType.Int8:
                writer.Write(tensor.Elements<sbyte>(), shape, offset);
                break;
            case DataType.Uint64:
                writer.Write(tensor.Elements<ulong>(), shape, offset);
                break;
            case DataType.Uint32:
                writer.Write(tensor.Elements<uint>(), shape, offset);
                break;
            case DataType.Uint16:
                writer.Write(tensor.Elements<ushort>(), shape, offset);
                break;
            case DataType.Uint8:
                writer.Write(tensor.Elements<byte>(), shape, offset);
                break;
            default:
                throw new InvalidOperationException($"{tensor.Type} is no number.");
        }

        to.Advance(writer._used);
    }

    private void Write<T>(ReadOnlySpan<T> all, ReadOnlySpan<long> shape, int offset, bool bf16 = false)
        where T : unmanaged
    {
        var count = (int)Tensor.CountOf(shape);
        if (count >= Many)
        {
            // Room for what they come to as a rule, so that growing does not copy what is there again and again.
            _free = _to.GetSpan(RoomFor(count));
        }

        WriteLevel(all.Slice(offset, count), shape, bf16);
    }

    private void WriteLevel<T>(ReadOnlySpan<T> elements, ReadOnlySpan<long> shape, bool bf16)
        where T : unmanaged
    {
        if (shape.Length == 1)
        {
            if (typeof(T) == typeof(float))
            {
                WriteSingles(MemoryMarshal.Cast<T, float>(elements));
                return;
            }

            for (var i = 0; i < elements.Length; i++)
            {
                Room();
                if (i > 0)
                {
                    _free[_used++] = (byte)',';
                }

                _used += bf16
                    ? NumberWriter.Write(BitConverter.UInt32BitsToSingle((uint)(ushort)(object)elements[i] << 16), _free[_used..])
                    : NumberWriter.Write(elements[i], _free[_used..]);
            }

            return;
        }

        var size = (int)shape[0];
        var step = size == 0 ? 0 : elements.Length / size;
        for (var i = 0; i < size; i++)
        {
            Room();
            if (i > 0)
            {
                _free[_used++] = (byte)',';
            }

            _free[_used++] = (byte)'[';
            WriteLevel(elements.Slice(i * step, step), shape[1..], bf16);
            Room();
            _free[_used++] = (byte)']';
        }
    }

    private static int RoomFor(long count) => (int)Math.Min(MostAtOnce, count * Usual);

    // Many at a time, in room that is made for them beforehand. One large array is a long loop: it is not to wait for the tiers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteSingles(ReadOnlySpan<float> elements)
    {
        if (elements.IsEmpty)
        {
            return;
        }

        for (; elements.Length > 0; elements = elements[Math.Min(elements.Length, Together)..])
        {
            Room(Math.Min(elements.Length, Together) * (FloatWriter.MostBytes + 1));
            ref var to = ref MemoryMarshal.GetReference(_free[_used..]);
            var at = 0;
            foreach (var element in elements[..Math.Min(elements.Length, Together)])
            {
                at += float.IsFinite(element)
                    ? FloatWriter.Write(element, ref Unsafe.Add(ref to, at))
                    : NumberWriter.Write(element, _free[(_used + at)..]);
                Unsafe.Add(ref to, at++) = (byte)',';
            }

            _used += at;
        }

        // The comma behind the last.
        _used--;
    }

    private void Room(int size = NumberWriter.MostBytes + 2)
    {
        if (_free.Length - _used < size)
        {
            _to.Advance(_used);
            _used = 0;
            _free = _to.GetSpan(Math.Max(Piece, size));
        }
    }
}
