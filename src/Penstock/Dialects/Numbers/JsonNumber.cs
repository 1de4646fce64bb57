using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Penstock.Dialects.Numbers;

/// <summary>A number as JSON writes it (RFC 8259, section 6), taken apart: ±<see cref="Significand"/> × 10^<see cref="Exponent"/>.</summary>
internal readonly struct JsonNumber
{
    /// <summary>As many digits as 64 bits always hold.</summary>
    private const int MostDigits = 19;

    /// <summary>Beyond it every number is zero or infinite; it keeps the sum of exponents from overflowing.</summary>
    private const int MostExponent = 100_000;

    private JsonNumber(ulong significand, int exponent, bool negative, bool integer, bool exact) =>
        (Significand, Exponent, IsNegative, IsInteger, IsExact) = (significand, exponent, negative, integer, exact);

    private static ReadOnlySpan<uint> Powers => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    /// <summary>All its digits, without the point.</summary>
    internal ulong Significand { get; }

    /// <summary>The power of ten to multiply by.</summary>
    internal int Exponent { get; }

    /// <summary>Whether it begins with a minus, which zero may too.</summary>
    internal bool IsNegative { get; }

    /// <summary>Whether it has neither a fraction nor an exponent.</summary>
    internal bool IsInteger { get; }

    /// <summary>Whether the significand holds all digits; if not, it says nothing.</summary>
    internal bool IsExact { get; }

    /// <summary>Reads the number that the bytes begin with.</summary>
    /// <returns>How many bytes it takes; 0 when they begin with none. What comes after it is not looked at.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Scan(ReadOnlySpan<byte> json, out JsonNumber number)
    {
        if (json.Length > Vector128<byte>.Count)
        {
            var length = ScanShort(ref MemoryMarshal.GetReference(json), out number);
            if (length > 0)
            {
                return length;
            }
        }

        return ScanAny(json, out number);
    }

    // Most numbers have at most 15 digits, a point among them, and no exponent. They are read at once, without a branch on the sign,
    // on how many digits there are and on where the point is: that is what a processor guesses wrong. 0 when it is no such number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ScanShort(ref byte json, out JsonNumber number)
    {
        var sign = (int)Unsafe.BitCast<bool, byte>(json == '-');
        ref var start = ref Unsafe.Add(ref json, sign);
        var digits = Vector128.LoadUnsafe(ref start) - Vector128.Create((byte)'0');
        var others = Vector128.GreaterThan(digits, Vector128.Create((byte)9)).ExtractMostSignificantBits();
        var point = BitOperations.TrailingZeroCount(others);
        others &= others - 1;
        var end = BitOperations.TrailingZeroCount(others);
        number = default;

        // No second one that is no digit leaves nothing to count: 32.
        if (end >= Vector128<byte>.Count || Unsafe.Add(ref start, point) != '.' || end - point == 1 || point == 0
            || (start == '0' && point > 1) || (Unsafe.Add(ref start, end) | 0x20) == 'e')
        {
            return 0;
        }

        // The digits to the right, those before the point one place more; what is before them becomes zero.
        var places = Vector128<byte>.Indices + Vector128.Create((byte)(end - Vector128<byte>.Count));
        places += Vector128.LessThanOrEqual(places.AsSByte(), Vector128.Create((sbyte)point)).AsByte();
        digits = Vector128.Shuffle(digits, places);
        var significand = (Eight(digits.AsUInt64()[0]) * 100_000_000UL) + Eight(digits.AsUInt64()[1]);
        number = new JsonNumber(significand, point + 1 - end, sign != 0, integer: false, exact: true);
        return sign + end;
    }

    // Eight digits, the first in the lowest byte (fast_float).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Eight(ulong eight)
    {
        eight = (eight * 10) + (eight >> 8);
        return (uint)((((eight & 0x000000FF000000FF) * 0x000F424000000064) + (((eight >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32);
    }

    private static int ScanAny(ReadOnlySpan<byte> json, out JsonNumber number)
    {
        number = default;
        var negative = !json.IsEmpty && json[0] == '-';
        var start = negative ? 1 : 0;
        var at = start;
        var significand = 0UL;
        int taken;
        if (at + 1 < json.Length && json[at] == '0' && json[at + 1] == '.')
        {
            at++;
        }
        else
        {
            do
            {
                taken = TakeDigits(json, at, ref significand);
                at += taken;
            }
            while (taken == 8);
        }

        var digits = at - start;
        if (digits == 0 || (digits > 1 && json[start] == '0'))
        {
            return 0;
        }

        var exponent = 0;
        var integer = true;
        if (at < json.Length && json[at] == '.')
        {
            var point = ++at;
            do
            {
                taken = TakeDigits(json, at, ref significand);
                at += taken;
            }
            while (taken == 8);

            if (at == point)
            {
                return 0;
            }

            exponent = point - at;
            digits -= exponent;
            integer = false;
        }

        var exact = digits <= MostDigits || Significant(json[start..at]) <= MostDigits;
        if (at < json.Length && (json[at] | 0x20) == 'e')
        {
            integer = false;
            if ((at = Power(json, at + 1, ref exponent)) == 0)
            {
                return 0;
            }
        }

        number = new JsonNumber(significand, exponent, negative, integer, exact);
        return at;
    }

    // Up to eight digits at once, as fast_float does, but without a branch on how many there are: that is what a processor guesses wrong.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakeDigits(ReadOnlySpan<byte> json, int at, ref ulong value)
    {
        if (json.Length - at < 8)
        {
            // A copy, so that the value itself may stay in a register.
            var copy = value;
            var last = TakeLastDigits(json, at, ref copy);
            value = copy;
            return last;
        }

        // The lowest byte that is no digit is marked exactly; those above it may be marked wrongly, and are not looked at.
        var eight = BinaryPrimitives.ReadUInt64LittleEndian(json[at..]);
        var others = ((eight + 0x4646464646464646) | (eight - 0x3030303030303030)) & 0x8080808080808080;
        var count = BitOperations.TrailingZeroCount(others) >> 3;

        // What is shifted in from below are zeros before the digits. A shift by 64 shifts nothing: then all is masked.
        eight = ((eight - 0x3030303030303030) << (64 - (8 * count))) & (0UL - Unsafe.BitCast<bool, byte>(count != 0));
        value = (value * Powers[count]) + Eight(eight);
        return count;
    }

    private static int TakeLastDigits(ReadOnlySpan<byte> json, int at, ref ulong value)
    {
        var start = at;
        for (; (uint)at < (uint)json.Length && (uint)(json[at] - '0') <= 9; at++)
        {
            value = (value * 10) + (uint)(json[at] - '0');
        }

        return at - start;
    }

    private static int Power(ReadOnlySpan<byte> json, int at, ref int exponent)
    {
        var negative = false;
        if (at < json.Length && json[at] is (byte)'+' or (byte)'-')
        {
            negative = json[at++] == '-';
        }

        var start = at;
        var power = 0;
        for (; at < json.Length && (uint)(json[at] - '0') <= 9; at++)
        {
            power = Math.Min((power * 10) + json[at] - '0', MostExponent);
        }

        exponent += negative ? -power : power;
        return at == start ? 0 : at;
    }

    private static int Significant(ReadOnlySpan<byte> digits)
    {
        var first = digits.IndexOfAnyInRange((byte)'1', (byte)'9');
        return first < 0 ? 0 : digits.Length - first - (digits[first..].Contains((byte)'.') ? 1 : 0);
    }
}
