using System.Buffers.Binary;

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
    internal static int Scan(ReadOnlySpan<byte> json, out JsonNumber number)
    {
        number = default;
        var at = 0;
        var negative = !json.IsEmpty && json[0] == '-';
        if (negative)
        {
            at = 1;
        }

        var start = at;
        var significand = 0UL;
        at = Digits(json, at, ref significand);
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
            at = Fraction(json, at, ref significand);
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

    private static int Digits(ReadOnlySpan<byte> json, int at, ref ulong value)
    {
        for (; (uint)at < (uint)json.Length; at++)
        {
            var digit = (uint)(json[at] - '0');
            if (digit > 9)
            {
                break;
            }

            value = (value * 10) + digit;
        }

        return at;
    }

    // Fractions are long: eight digits are taken at once, as fast_float does.
    private static int Fraction(ReadOnlySpan<byte> json, int at, ref ulong value)
    {
        while (at + 8 <= json.Length)
        {
            var eight = BinaryPrimitives.ReadUInt64LittleEndian(json[at..]);
            if ((((eight + 0x4646464646464646) | (eight - 0x3030303030303030)) & 0x8080808080808080) != 0)
            {
                break;
            }

            eight -= 0x3030303030303030;
            eight = (eight * 10) + (eight >> 8);
            eight = (((eight & 0x000000FF000000FF) * 0x000F424000000064) + (((eight >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32;
            value = (value * 100_000_000) + (uint)eight;
            at += 8;
        }

        return Digits(json, at, ref value);
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
