using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

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
    private static readonly ulong[] Powers = MakePowers();

    private static ReadOnlySpan<uint> Powers10 => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    /// <summary>Writes a finite single.</summary>
    /// <param name="value">The single.</param>
    /// <param name="to">Has room for <see cref="MostBytes"/>.</param>
    /// <returns>How many bytes it took.</returns>
    internal static int Write(float value, Span<byte> to)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);

        // Written over when there is no sign.
        var at = (int)(bits >> 31);
        to[0] = (byte)'-';
        bits &= 0x7FFFFFFF;
        if (bits == 0)
        {
            to[at] = (byte)'0';
            return at + 1;
        }

        var (digits, exponent) = Shortest(bits);
        return at + Layout(digits, exponent, to[at..]);
    }

    // The digits are written nine at a time, those behind the last one to be written over by what comes next.
    private static int Layout(uint digits, int exponent, Span<byte> to)
    {
        var length = CountDigits(digits);

        // Digits before the point; there are none when it is zero or less.
        var whole = length + exponent;
        digits *= Powers10[MostWhole - length];
        var first = (byte)('0' + (digits / 100_000_000));
        var eight = EightDigits(digits % 100_000_000);

        // Without the zeros at the end.
        var count = MostWhole - (BitOperations.LeadingZeroCount(eight) >> 3);
        eight |= 0x3030303030303030;
        if (whole is > MostWhole or < LeastWhole)
        {
            to[0] = first;
            to[1] = (byte)'.';
            BinaryPrimitives.WriteUInt64LittleEndian(to[2..], eight);
            return Exponent(whole - 1, to, count == 1 ? 1 : count + 1);
        }

        if (whole <= 0)
        {
            "0.000"u8.CopyTo(to);
            to[2 - whole] = first;
            BinaryPrimitives.WriteUInt64LittleEndian(to[(3 - whole)..], eight);
            return 2 - whole + count;
        }

        if (whole >= count)
        {
            to[0] = first;
            BinaryPrimitives.WriteUInt64LittleEndian(to[1..], eight);
            return whole;
        }

        to[0] = first;
        BinaryPrimitives.WriteUInt64LittleEndian(to[2..], eight);
        for (var i = 1; i < whole; i++)
        {
            to[i] = to[i + 1];
        }

        to[whole] = (byte)'.';
        return count + 1;
    }

    private static int Exponent(int value, Span<byte> to, int at)
    {
        to[at] = (byte)'E';
        to[at + 1] = (byte)(value < 0 ? '-' : '+');
        var (tens, ones) = Math.DivRem((uint)Math.Abs(value), 10);
        to[at + 2] = (byte)('0' + tens);
        to[at + 3] = (byte)('0' + ones);
        return at + 4;
    }

    // Eight digits as eight bytes, the first the lowest (P. Khuong, "How to print integers really fast").
    private static ulong EightDigits(uint value)
    {
        var halves = (value / 10_000) | ((ulong)(value % 10_000) << 32);
        var top = ((halves * 10_486) >> 20) & 0x0000007F0000007F;
        var pairs = top + ((halves - (100 * top)) << 16);
        var tens = ((pairs * 103) >> 10) & 0x000F000F000F000F;
        return tens + ((pairs - (10 * tens)) << 8);
    }

    private static int CountDigits(uint value)
    {
        // log10 from log2, and one more where the power of ten is reached.
        var guess = ((32 - BitOperations.LeadingZeroCount(value)) * 1233) >> 12;
        return guess + (value >= Powers10[guess] ? 1 : 0);
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
}
