using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Penstock.Dialects.Numbers;

/// <summary>
/// Makes floating-point numbers of decimal ones, correctly rounded: the nearest there is, of two equally near the even one. What the
/// fast ways cannot decide is left to .NET's parser, which is exact and slow.
/// </summary>
internal static class FloatParser
{
    // Powers of ten up to the 22nd have no rounding error as doubles; the others half a unit in the last place.
    private const int MostExactPower = 22;
    private const int LeastSinglePower = -60;
    private const int MostSinglePower = 38;
    private const double LeastNormalSingle = 1.1754943508222875e-38;
    private const int DoubleMantissaBits = 52;
    private static readonly double[] Powers = [.. Enumerable.Range(0, 61).Select(
        power => double.Parse($"1e{power}", NumberStyles.Float, CultureInfo.InvariantCulture))];

    /// <summary>The nearest single, infinite when it is too large.</summary>
    /// <param name="number">A number, taken apart.</param>
    /// <param name="text">The same as text.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float ToSingle(in JsonNumber number, ReadOnlySpan<byte> text)
    {
        if (number.IsExact)
        {
            if (number.Significand == 0)
            {
                return number.IsNegative ? -0f : 0f;
            }

            if (number.Exponent is >= LeastSinglePower and <= MostSinglePower)
            {
                // Up to three roundings, together less than four units in the last place of the double. Unless a point halfway
                // between two singles is within those, the double is rounded to what the number itself would be.
                var near = number.Exponent < 0
                    ? number.Significand / Powers[-number.Exponent]
                    : number.Significand * Powers[number.Exponent];
                var beyond = ((uint)BitConverter.DoubleToUInt64Bits(near) & 0x1FFFFFFF) - (0x10000000 - 4);
                if (beyond > 8 && near >= LeastNormalSingle)
                {
                    // Without a branch: signs are what a processor guesses wrong.
                    var sign = (uint)Unsafe.BitCast<bool, byte>(number.IsNegative) << 31;
                    return BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits((float)near) | sign);
                }
            }
        }

        return Parse(text);
    }

    /// <summary>The nearest double, infinite when it is too large.</summary>
    /// <param name="number">A number, taken apart.</param>
    /// <param name="text">The same as text.</param>
    internal static double ToDouble(in JsonNumber number, ReadOnlySpan<byte> text)
    {
        if (number.IsExact)
        {
            var (significand, exponent) = (number.Significand, number.Exponent);
            double near;
            if (significand == 0)
            {
                return number.IsNegative ? -0d : 0d;
            }

            if (significand <= 1UL << (DoubleMantissaBits + 1) && exponent is >= -MostExactPower and <= MostExactPower)
            {
                // Both are exact as doubles: one rounding (Clinger).
                near = exponent < 0 ? significand / Powers[-exponent] : significand * Powers[exponent];
                return number.IsNegative ? -near : near;
            }

            if (exponent is >= PowersOfTen.Least and <= PowersOfTen.Most && TryMultiply(significand, exponent, out near))
            {
                return number.IsNegative ? -near : near;
            }
        }

        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact);
        return exact;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Parse(ReadOnlySpan<byte> text)
    {
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact);
        return exact;
    }

    // Eisel and Lemire, "Number Parsing at a Gigabyte per Second" (2021), in the form of Go's strconv: the product of the significand
    // and the power's first 64 bits, or 128 where those do not decide.
    private static bool TryMultiply(ulong significand, int exponent, out double value)
    {
        value = 0;
        var shift = BitOperations.LeadingZeroCount(significand);
        significand <<= shift;
        var exponent2 = ((217706 * exponent) >> 16) + 64 + 1023 - shift;
        var power = PowersOfTen.Fraction(exponent);
        var high = Math.BigMul(significand, (ulong)(power >> 64), out var low);
        if ((high & 0x1FF) == 0x1FF && unchecked(low + significand) < significand)
        {
            var high2 = Math.BigMul(significand, (ulong)power, out var low2);
            var sum = unchecked(low + high2);
            var carried = sum < low ? high + 1 : high;
            if ((carried & 0x1FF) == 0x1FF && sum == ulong.MaxValue && unchecked(low2 + significand) < significand)
            {
                return false;
            }

            (high, low) = (carried, sum);
        }

        var top = (int)(high >> 63);
        var mantissa = high >> (top + 9);
        exponent2 -= 1 ^ top;
        if (low == 0 && (high & 0x1FF) == 0 && (mantissa & 3) == 1)
        {
            // Perhaps halfway, and perhaps not: the bits that would tell were cut off.
            return false;
        }

        mantissa = (mantissa + (mantissa & 1)) >> 1;
        if (mantissa >> (DoubleMantissaBits + 1) > 0)
        {
            mantissa >>= 1;
            exponent2++;
        }

        if (exponent2 is <= 0 or >= 0x7FF)
        {
            return false;
        }

        value = BitConverter.UInt64BitsToDouble(((ulong)exponent2 << DoubleMantissaBits) | (mantissa & ((1UL << DoubleMantissaBits) - 1)));
        return true;
    }
}
