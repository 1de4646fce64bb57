using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Penstock.Dialects.Predict.Elements;

/// <summary>bfloat16, as the upper half of a single: rounded to nearest, ties to even, as ONNX's Cast does.</summary>
internal readonly struct Bf16Element : IElementReader<ushort>
{
    private static readonly Fault TooLarge = Fault.TooLarge("BF16", "3.39e+38");

    /// <inheritdoc/>
    public static bool TryRead(ref Utf8JsonReader reader, out ushort value, [NotNullWhen(false)] out Fault? fault)
    {
        value = 0;
        if (!FloatElement<float>.TryRead(ref reader, out var single, out fault))
        {
            return false;
        }

        value = Round(single);
        fault = float.IsFinite(single) && IsInfinite(value) ? TooLarge : null;
        return fault is null;
    }

    /// <inheritdoc/>
    public static int Take(ReadOnlySpan<byte> json, out ushort value)
    {
        var length = FloatElement<float>.Take(json, out var single);
        value = Round(single);
        return IsInfinite(value) ? 0 : length;
    }

    private static ushort Round(float single)
    {
        var bits = BitConverter.SingleToUInt32Bits(single);
        return (ushort)(float.IsNaN(single) ? (bits >> 16) | 0x40 : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    private static bool IsInfinite(ushort value) => (value & 0x7F80) == 0x7F80;
}
