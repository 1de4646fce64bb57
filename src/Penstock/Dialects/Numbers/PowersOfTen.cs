using System.Numerics;

namespace Penstock.Dialects.Numbers;

/// <summary>
/// The powers of ten as binary fractions of 128 bits, the highest of them set, rounded down; exact where they fit. They are worked
/// out once, when the first number needs one.
/// </summary>
internal static class PowersOfTen
{
    /// <summary>The least power: with 19 digits, below half of the least double.</summary>
    internal const int Least = -343;

    /// <summary>The greatest power: that of the greatest double.</summary>
    internal const int Most = 308;

    private static readonly UInt128[] Fractions = Make();

    /// <summary>The 128 bits of 10^<paramref name="power"/>.</summary>
    internal static UInt128 Fraction(int power) => Fractions[power - Least];

    private static UInt128[] Make()
    {
        var fractions = new UInt128[Most - Least + 1];
        var power = BigInteger.One;
        for (var i = 0; i <= Math.Max(Most, -Least); i++)
        {
            var bits = (int)power.GetBitLength();
            if (i <= Most)
            {
                fractions[i - Least] = (UInt128)(bits <= 128 ? power << (128 - bits) : power >> (bits - 128));
            }

            if (i > 0 && i <= -Least)
            {
                // Between 2^127 and 2^128, as a power of ten above 1 is none of two.
                fractions[-i - Least] = (UInt128)((BigInteger.One << (127 + bits)) / power);
            }

            power *= 10;
        }

        return fractions;
    }
}
