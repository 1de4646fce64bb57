using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Penstock.Dialects.Numbers;

/// <summary>
/// Writes a single as the shortest decimal number that reads back as the same single, of several the nearest to it; the same text
/// as .NET's own. Source: R. Giulietti, "The Schubfach way to render doubles" (2021), for 32 bits; and .NET's general format.
/// </summary>
internal static class FloatWriter
{
    /// <summary>The longest text: <c>-1.2345678E-38</c>, with some room.</summary>
    internal const int MostBytes = 20;

    private const int ExponentBias = 150;
    private const int MantissaBits = 23;

    // .NET changes to an exponent beyond nine digits before the point, or more than four zeros after it.
    private const int MostWhole = 9;
    private const int LeastWhole = -3;
    private const int LeastPower = -31;
    private const int MostPower = 45;

    // Of a digit: ten times what may be wrong with the doubles.
    private const double Doubt = 1e-6;
    private static readonly ulong[] Powers = MakePowers();
    private static readonly Scale[] Scales = [.. Enumerable.Range(0, 256).Select(MakeScale)];

    private static ReadOnlySpan<uint> Powers10 => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    /// <summary>Writes a finite single.</summary>
    /// <param name="value">The single.</param>
    /// <param name="to">Has room for <see cref="MostBytes"/>.</param>
    /// <returns>How many bytes it took.</returns>
    internal static int Write(float value, Span<byte> to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to.Length, MostBytes);
        return Write(value, ref MemoryMarshal.GetReference(to));
    }

    /// <summary>The same, with nothing to hold against that there is the room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Write(float value, ref byte to)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);

        // Written over when there is no sign.
        var at = (int)(bits >> 31);
        to = (byte)'-';
        bits &= 0x7FFFFFFF;
        var digits = Near(bits, out var exponent);
        if (digits == 0)
        {
            return at + WriteAny(bits, ref Unsafe.Add(ref to, at));
        }

        return at + Layout(digits, exponent, ref Unsafe.Add(ref to, at));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteAny(uint bits, ref byte to)
    {
        if (bits == 0)
        {
            to = (byte)'0';
            return 1;
        }

        var (digits, exponent) = Shortest(bits);
        return Layout(digits, exponent, ref to);
    }

    // The same as Shortest, perhaps with zeros at the end, by the arithmetic of doubles: 29 bits more than a single has. They leave an
    // error below a millionth of the last digit; what is decided by less is left to Shortest, as are the singles whose neighbours
    // are not equally far, and those that are not normal. 0 then.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Near(uint bits, out int exponent)
    {
        var fraction = bits & ((1u << MantissaBits) - 1);
        ref readonly var scale = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Scales), bits >> MantissaBits);
        exponent = scale.Power;

        // The interval of what reads back as this single is between 1 and 10 wide, so it holds a whole number, and one of tens at most.
        var value = (int)(fraction | (1u << MantissaBits)) * scale.Factor;
        var half = scale.Factor * 0.5;
        var nearest = double.ConvertToIntegerNative<int>(value + 0.5);
        var ten = (int)((uint)double.ConvertToIntegerNative<int>(value) / 10 * 10);
        var over = value - ten;
        if (fraction == 0 || Math.Abs(over - half) < Doubt || Math.Abs(10 - over - half) < Doubt
            || Math.Abs(value - nearest) > 0.5 - Doubt)
        {
            return 0;
        }

        // No branches: either is as likely.
        var above = (int)Bit(10 - over < half);
        var take = -(above | (int)Bit(over < half));
        return (uint)(nearest ^ ((nearest ^ (ten + (above * 10))) & take));
    }

    // The digits are written nine at a time, those behind the last one to be written over by what comes next. All plain forms come
    // of one shuffle: where the point is, and whether there is one, are what a processor guesses wrong.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Layout(uint digits, int exponent, ref byte to)
    {
        var length = CountDigits(digits);

        // Digits before the point; there are none when it is zero or less.
        var whole = length + exponent;
        digits *= Power10((uint)(MostWhole - length));
        var first = digits / 100_000_000;
        var eight = EightDigits(digits - (first * 100_000_000));

        // Without the zeros at the end.
        var count = MostWhole - (BitOperations.LeadingZeroCount(eight) >> 3);
        if (whole is > MostWhole or < LeastWhole)
        {
            return Exponent(whole - 1, first, eight, count, ref to);
        }

        // What is below one begins with zeros, of which one is before the point.
        var point = whole - ((whole - 1) & ((whole - 1) >> 31));
        var zeros = point - whole;
        var places = Vector128<sbyte>.Indices;
        var points = Vector128.Create((sbyte)point);
        var nine = Vector128.Create((eight << 8) | first, eight >> 56).AsByte();
        var from = places + Vector128.GreaterThan(places, points) - Vector128.Create((sbyte)zeros);
        var text = Vector128.Shuffle(nine, from.AsByte()) | Vector128.Create((byte)'0');
        text = Vector128.ConditionalSelect(Vector128.Equals(places, points).AsByte(), Vector128.Create((byte)'.'), text);
        text.StoreUnsafe(ref to);
        var all = zeros + count;
        var cut = (point - all) >> 31;
        return point + ((all + 1 - point) & cut);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Exponent(int value, uint first, ulong eight, int count, ref byte to)
    {
        var text = MemoryMarshal.CreateSpan(ref to, MostBytes - 1);
        text[0] = (byte)('0' + first);
        text[1] = (byte)'.';
        BinaryPrimitives.WriteUInt64LittleEndian(text[2..], eight | 0x3030303030303030);
        var at = count == 1 ? 1 : count + 1;
        text[at] = (byte)'E';
        text[at + 1] = (byte)(value < 0 ? '-' : '+');
        var (tens, ones) = Math.DivRem((uint)Math.Abs(value), 10);
        text[at + 2] = (byte)('0' + tens);
        text[at + 3] = (byte)('0' + ones);
        return at + 4;
    }

    // Eight digits as eight bytes, the first the lowest (P. Khuong, "How to print integers really fast").
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong EightDigits(uint value)
    {
        var high = value / 10_000;
        var halves = high | ((ulong)(value - (high * 10_000)) << 32);
        var top = ((halves * 10_486) >> 20) & 0x0000007F0000007F;
        var pairs = top + ((halves - (100 * top)) << 16);
        var tens = ((pairs * 103) >> 10) & 0x000F000F000F000F;
        return tens + ((pairs - (10 * tens)) << 8);
    }

    private static uint Power10(uint power) => Unsafe.Add(ref MemoryMarshal.GetReference(Powers10), power);

    private static int CountDigits(uint value)
    {
        // log10 from log2, and one more where the power of ten is reached.
        var guess = (uint)((32 - BitOperations.LeadingZeroCount(value)) * 1233) >> 12;
        return (int)(guess + Bit(value >= Power10(guess)));
    }

    // Digits × 10^exponent. The names are the paper's.
    private static (uint Digits, int Exponent) Shortest(uint bits)
    {
        var fraction = bits & ((1u << MantissaBits) - 1);
        var exponent = (int)(bits >> MantissaBits);
        var c = fraction;
        var q = 1 - ExponentBias;
        if (exponent != 0)
        {
            c |= 1u << MantissaBits;
            q = exponent - ExponentBias;
            if (q is <= 0 and > -1 - MantissaBits && BitOperations.TrailingZeroCount(c) >= -q)
            {
                // A whole number.
                return (c >> -q, 0);
            }
        }

        // Below a power of two the neighbour is only half as far.
        var closer = fraction == 0 && exponent > 1;
        var odd = c & 1;
        var k = ((q * 1262611) - (closer ? 524031 : 0)) >> 22;
        var h = q + ((-k * 1741647) >> 19) + 1;
        var power = Powers[-k - LeastPower];
        var low = RoundToOdd(power, ((4 * c) - 2 + (closer ? 1u : 0)) << h) + odd;
        var v = RoundToOdd(power, (4 * c) << h);
        var high = RoundToOdd(power, ((4 * c) + 2) << h) - odd;
        var s = v / 4;

        // Of the two candidates, below and above, the one that is inside the interval; the nearer one when both are.
        var under = Bit(low <= 4 * s);
        var over = Bit((4 * s) + 4 <= high);
        var nearer = Bit(v + (s & 1) > (4 * s) + 2);
        var digits = s + (((under ^ over) & over) | (~(under ^ over) & nearer));

        // One digit fewer, if just one of these two candidates is. No branches: either is as likely, and a wrong guess costs more.
        var fewer = s / 10;
        var below = Bit(low <= 40 * fewer);
        var above = Bit((40 * fewer) + 40 <= high);
        var take = (below ^ above) & Bit(s >= 10);
        return (digits ^ ((digits ^ (fewer + above)) & (0 - take)), k + (int)take);
    }

    private static uint Bit(bool value) => Unsafe.BitCast<bool, byte>(value);

    private static uint RoundToOdd(ulong power, uint value)
    {
        var high = Math.BigMul(power, value, out var low);
        return (uint)high | ((uint)(low >> 32) > 1 ? 1u : 0);
    }

    // What the mantissa of a single with these exponent bits is multiplied by to have the last digit before the point. Nothing is near
    // enough to what is not normal, nor to what is not finite.
    private static Scale MakeScale(int bits)
    {
        var power = ((bits - ExponentBias) * 1262611) >> 22;
        return bits is 0 or 255 ? default : new Scale(Math.ScaleB(double.Parse($"1e{-power}", CultureInfo.InvariantCulture), bits - ExponentBias), power);
    }

    // 64 bits of the powers, rounded up where they are not exact.
    private static ulong[] MakePowers()
    {
        var powers = new ulong[MostPower - LeastPower + 1];
        for (var i = 0; i < powers.Length; i++)
        {
            var fraction = PowersOfTen.Fraction(i + LeastPower);
            powers[i] = (ulong)(fraction >> 64) + ((ulong)fraction == 0 ? 0u : 1);
        }

        return powers;
    }

    private readonly record struct Scale(double Factor, int Power);
}
