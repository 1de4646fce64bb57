using System.Numerics;

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

    /// <summary>Writes a finite single.</summary>
    /// <param name="value">The single.</param>
    /// <param name="to">Has room for <see cref="MostBytes"/>.</param>
    /// <returns>How many bytes it took.</returns>
    internal static int Write(float value, Span<byte> to)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        var at = 0;
        if (bits >> 31 != 0)
        {
            to[at++] = (byte)'-';
        }

        bits &= 0x7FFFFFFF;
        if (bits == 0)
        {
            to[at] = (byte)'0';
            return at + 1;
        }

        var (digits, exponent) = Shortest(bits);
        while (digits % 10 == 0)
        {
            digits /= 10;
            exponent++;
        }

        return at + Layout(digits, exponent, to[at..]);
    }

    private static int Layout(uint digits, int exponent, Span<byte> to)
    {
        var count = CountDigits(digits);

        // Digits before the point; there are none when it is zero or less.
        var whole = count + exponent;
        if (whole is > MostWhole or < LeastWhole)
        {
            return Scientific(digits, count, whole - 1, to);
        }

        if (whole <= 0)
        {
            "0.000"u8.CopyTo(to);
            Digits(digits, to.Slice(2 - whole, count));
            return 2 - whole + count;
        }

        if (exponent >= 0)
        {
            Digits(digits, to[..count]);
            to.Slice(count, exponent).Fill((byte)'0');
            return whole;
        }

        Digits(digits, to.Slice(1, count));
        to.Slice(1, whole).CopyTo(to);
        to[whole] = (byte)'.';
        return count + 1;
    }

    private static int Scientific(uint digits, int count, int exponent, Span<byte> to)
    {
        var at = 1;
        Digits(digits, to.Slice(1, count));
        to[0] = to[1];
        if (count > 1)
        {
            to[1] = (byte)'.';
            at = count + 1;
        }

        to[at] = (byte)'E';
        to[at + 1] = (byte)(exponent < 0 ? '-' : '+');
        Digits((uint)Math.Abs(exponent), to.Slice(at + 2, 2));
        return at + 4;
    }

    private static void Digits(uint value, Span<byte> to)
    {
        for (var at = to.Length - 1; at >= 0; at--)
        {
            var rest = value / 10;
            to[at] = (byte)('0' + (value - (rest * 10)));
            value = rest;
        }
    }

    private static int CountDigits(uint value) =>
        value < 10 ? 1 : value < 100 ? 2 : value < 1_000 ? 3 : value < 10_000 ? 4 : value < 100_000 ? 5
        : value < 1_000_000 ? 6 : value < 10_000_000 ? 7 : value < 100_000_000 ? 8 : value < 1_000_000_000 ? 9 : 10;

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
        if (s >= 10)
        {
            // One digit fewer, if just one of the two candidates is inside the interval.
            var shorter = s / 10;
            var below = low <= 40 * shorter;
            var above = (40 * shorter) + 40 <= high;
            if (below != above)
            {
                return (shorter + (above ? 1u : 0), k + 1);
            }
        }

        var under = low <= 4 * s;
        var over = (4 * s) + 4 <= high;
        if (under != over)
        {
            return (s + (over ? 1u : 0), k);
        }

        var middle = (4 * s) + 2;
        return (s + (v > middle || (v == middle && (s & 1) != 0) ? 1u : 0), k);
    }

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
