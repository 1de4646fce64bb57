using System.Numerics;

namespace Penstock.Onnx;

/// <summary>How element types map to C# types and to bytes.</summary>
internal static class OnnxElements
{
    /// <summary>The element type that <typeparamref name="T"/> stands for; <see cref="OnnxElementType.Undefined"/> if for none.</summary>
    internal static OnnxElementType Of<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? OnnxElementType.Float
        : typeof(T) == typeof(long) ? OnnxElementType.Int64
        : typeof(T) == typeof(double) ? OnnxElementType.Double
        : typeof(T) == typeof(int) ? OnnxElementType.Int32
        : typeof(T) == typeof(byte) ? OnnxElementType.UInt8
        : typeof(T) == typeof(sbyte) ? OnnxElementType.Int8
        : typeof(T) == typeof(ushort) ? OnnxElementType.UInt16
        : typeof(T) == typeof(short) ? OnnxElementType.Int16
        : typeof(T) == typeof(bool) ? OnnxElementType.Bool
        : typeof(T) == typeof(Half) ? OnnxElementType.Float16
        : typeof(T) == typeof(BFloat16) ? OnnxElementType.BFloat16
        : typeof(T) == typeof(uint) ? OnnxElementType.UInt32
        : typeof(T) == typeof(ulong) ? OnnxElementType.UInt64
        : typeof(T) == typeof(Complex) ? OnnxElementType.Complex128
        : OnnxElementType.Undefined;

    /// <summary>Bits of one element; 0 for strings and what is not known.</summary>
    internal static int Bits(this OnnxElementType type) => type switch
    {
        OnnxElementType.Complex128 => 128,
        OnnxElementType.Double or OnnxElementType.Int64 or OnnxElementType.UInt64 or OnnxElementType.Complex64 => 64,
        OnnxElementType.Float or OnnxElementType.Int32 or OnnxElementType.UInt32 => 32,
        OnnxElementType.Float16 or OnnxElementType.BFloat16 or OnnxElementType.Int16 or OnnxElementType.UInt16 => 16,
        OnnxElementType.UInt8 or OnnxElementType.Int8 or OnnxElementType.Bool => 8,
        OnnxElementType.Float8E4M3FN or OnnxElementType.Float8E4M3FNUZ => 8,
        OnnxElementType.Float8E5M2 or OnnxElementType.Float8E5M2FNUZ => 8,
        OnnxElementType.UInt4 or OnnxElementType.Int4 or OnnxElementType.Float4E2M1 => 4,
        OnnxElementType.UInt2 or OnnxElementType.Int2 => 2,
        _ => 0,
    };

    /// <summary>Bytes that <paramref name="count"/> elements take; elements smaller than a byte are packed.</summary>
    internal static long Bytes(this OnnxElementType type, long count) => checked((count * type.Bits() + 7) / 8);

    /// <summary>Elements in a tensor of this shape.</summary>
    /// <exception cref="OnnxException">A dimension is negative, or the product does not fit 64 bits.</exception>
    internal static long Count(ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var dimension in shape)
        {
            try
            {
                count = dimension < 0 ? -1 : checked(count * dimension);
            }
            catch (OverflowException)
            {
                count = -1;
            }
            if (count < 0)
            {
                throw new OnnxException(OnnxErrorCode.InvalidArgument, $"A tensor cannot have the shape {Show(shape)}.");
            }
        }
        return count;
    }

    internal static string Show(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
