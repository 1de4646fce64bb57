namespace Penstock.Onnx;

/// <summary>
/// A bfloat16: the upper half of a <see cref="float"/>'s bits. (.NET 10 has no such type; its <see cref="Half"/> is IEEE binary16.)
/// </summary>
internal readonly record struct BFloat16(ushort Bits)
{
    /// <summary>Rounds to nearest, ties to even, as ONNX's Cast does; a NaN stays one.</summary>
    public static explicit operator BFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        var upper = float.IsNaN(value) ? bits >> 16 | 0x40 : bits + 0x7FFF + (bits >> 16 & 1) >> 16;
        return new BFloat16((ushort)upper);
    }

    public static implicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value.Bits << 16);
}
