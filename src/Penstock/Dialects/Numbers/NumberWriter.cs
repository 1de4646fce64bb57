using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Penstock.Dialects.Numbers;

/// <summary>
/// Writes one number as JSON: the shortest text that reads back as the same value of its own type, as <see cref="Utf8JsonWriter"/>
/// writes it. JSON has no word for NaN and the infinities: they are the strings <c>"NaN"</c>, <c>"Infinity"</c> and
/// <c>"-Infinity"</c>.
/// </summary>
internal static class NumberWriter
{
    /// <summary>Room enough for any number: <c>-1.7976931348623157E+308</c>, and some.</summary>
    internal const int MostBytes = 32;

    /// <summary>Writes a number.</summary>
    /// <param name="value">A truth value, or a number of any type that a tensor may have; bfloat16 is a <see cref="float"/>.</param>
    /// <param name="to">Has room for <see cref="MostBytes"/>.</param>
    /// <returns>How many bytes it took.</returns>
    internal static int Write<T>(T value, Span<byte> to)
        where T : unmanaged
    {
        int length;
        if (typeof(T) == typeof(float))
        {
            var single = (float)(object)value;
            return float.IsFinite(single) ? FloatWriter.Write(single, to) : Word(single, to);
        }

        if (typeof(T) == typeof(double))
        {
            var number = (double)(object)value;
            return double.IsFinite(number) ? Format(number, to) : Word(number, to);
        }

        if (typeof(T) == typeof(Half))
        {
            var half = (Half)(object)value;
            return Half.IsFinite(half) ? Format(half, to) : Word((double)half, to);
        }

        if (typeof(T) == typeof(bool))
        {
            var word = (bool)(object)value ? "true"u8 : "false"u8;
            word.CopyTo(to);
            return word.Length;
        }

        if (typeof(T) == typeof(ulong))
        {
            Utf8Formatter.TryFormat((ulong)(object)value, to, out length);
            return length;
        }

        Utf8Formatter.TryFormat(Long(value), to, out length);
        return length;
    }

    private static long Long<T>(T value)
        where T : unmanaged =>
        typeof(T) == typeof(long) ? (long)(object)value
        : typeof(T) == typeof(int) ? (int)(object)value
        : typeof(T) == typeof(uint) ? (uint)(object)value
        : typeof(T) == typeof(short) ? (short)(object)value
        : typeof(T) == typeof(ushort) ? (ushort)(object)value
        : typeof(T) == typeof(sbyte) ? (sbyte)(object)value
        : typeof(T) == typeof(byte) ? (byte)(object)value
        : throw new InvalidOperationException($"{typeof(T)} is no number of a tensor.");

    private static int Format<T>(T value, Span<byte> to)
        where T : unmanaged, INumber<T>
    {
        value.TryFormat(to, out var length, default, CultureInfo.InvariantCulture);
        return length;
    }

    private static int Word(double value, Span<byte> to)
    {
        var word = double.IsNaN(value) ? "\"NaN\""u8 : value > 0 ? "\"Infinity\""u8 : "\"-Infinity\""u8;
        word.CopyTo(to);
        return word.Length;
    }
}
