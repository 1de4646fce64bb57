using System.Globalization;
using System.Numerics;
using System.Text;

namespace Penstock.Tests.Dialects.Numbers;

/// <summary>Numbers as people and programs write them, and as they write them to break parsers.</summary>
internal static class NumberTexts
{
    /// <summary>Ends of ranges, halfway cases, subnormals, and numbers whose digits end far behind those that count.</summary>
    internal static IReadOnlyList<string> Hard { get; } =
    [
        "0", "-0", "0.0", "-0.0e5", "0e400", "1", "-1", "1e400", "-1e400", "1e-400", "1E+2", "1e-2", "1e00005", "1.0", "123456789", "0.1", "1e22", "1e23",
        "3.4028235e38", "3.4028236e38", "3.40282356779733661637539395458142568447e38", "3.40282356779733661637539395458142568448e38", "3.5e38",
        "1.17549435e-38", "1.1754943e-38", "1.17549429e-38", "1.1754942807573643e-38", "1.4e-45", "7.006492321624085e-46", "7.006492321624086e-46", "1e-46",
        "16777217", "16777216.5", "16777217.0", "16777219", "16777218.999999999", "33554434.0000000000000000000000000000000000000000001", "33554433",
        "9007199254740993", "9007199254740992.5", "9007199254740993.00000000000000000000000000001", "18446744073709551615", "18446744073709551616",
        "1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "2.2250738585072011e-308", "2.2250738585072014e-308", "4.9e-324",
        "2.4703282292062327e-324", "2.4703282292062328e-324", "6.631236846766476e-316", "8.442911973260991817129021e-309",
        "0.000000000000000000000000000000000000000000000000001", "0.3333333333333333333333333333333333333333", "1234567890123456789012345678901234567890",
        "12345678901234567890e-40", "1234567890123456789", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
        "255", "256", "-128", "-129", "65536", "4294967296", "2147483648", "-2147483649", "1e3", "1.5e1", "100e-2", "1.00", "0.5e1", "1e99999999999999999999",
        "1e-99999999999999999999", "0.00000000000000000000000000000000000000000000000000000000000000000001e60", "12345678.12345678", "0.12345678123456781234567812345678",
    ];

    /// <summary>What is nearly a number and none in JSON.</summary>
    internal static IReadOnlyList<string> Broken { get; } =
    [
        "01", "-01", "1.", ".5", "-.5", "+1", "-", "--1", "1e", "1e+", "1.e1", "1.5e-", "0x10", "1_000", "NaN", "nan", "Infinity", "-Infinity", "1f", "1d", "1 2",
        "1,", ",1", "1,,2", "00", "1.2.3", "1e1.5", "1e1e1", "\u0661", "1\u00A0", "1/2", "1//2", "1/*x*/", "'1'", "\"1", "tru", "nul", "1]", "]", "[", "{",
    ];

    /// <summary>What is no plain number and yet may be one for a lax reader, or a mistake that has a message of its own.</summary>
    internal static IReadOnlyList<string> Unusual { get; } =
    [
        "\"1\"", "\" 1.5 \"", "\"1_000\"", "\"NaN\"", "\"-inf\"", "\"x\"", "\"\"", "true", "false", "null", "{}", "{\"a\":[1]}", "[]", "[1]", "[[1]]", "\"1e3\"",
    ];

    /// <summary>A number of a form and size that chance decides.</summary>
    internal static string Random(Random random) => random.Next(12) switch
    {
        0 => BitConverter.Int32BitsToSingle(Finite(random.Next(int.MinValue, int.MaxValue))).ToString(CultureInfo.InvariantCulture),
        1 => ((double)BitConverter.Int32BitsToSingle(Finite(random.Next(int.MinValue, int.MaxValue)))).ToString(CultureInfo.InvariantCulture),
        2 => Double(random).ToString(CultureInfo.InvariantCulture),
        3 => HalfwaySingle(random),
        4 => HalfwayDouble(random),
        5 => Digits(random, 1, 40, whole: true),
        6 => $"{Digits(random, 1, 3, whole: true)}.{Digits(random, 1, 40, whole: false)}",
        7 => $"{Digits(random, 1, 20, whole: true)}.{Digits(random, 1, 20, whole: false)}e{random.Next(-400, 400)}",
        8 => random.Next(-70_000, 70_000).ToString(CultureInfo.InvariantCulture),
        9 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        10 => ((float)random.NextDouble()).ToString(CultureInfo.InvariantCulture),
        _ => $"{(random.Next(2) == 0 ? "-" : "")}0.{new string('0', random.Next(50))}{Digits(random, 1, 20, whole: false)}E{random.Next(-60, 60)}",
    };

    // All exponent bits set would be an infinity or NaN.
    private static int Finite(int bits) => (bits & 0x7F800000) == 0x7F800000 ? bits & ~0x00800000 : bits;

    private static double Double(Random random)
    {
        var value = BitConverter.Int64BitsToDouble(random.NextInt64());
        return double.IsFinite(value) ? value : 1;
    }

    // Exactly between two singles, or next to it.
    private static string HalfwaySingle(Random random)
    {
        var bits = random.Next(0x7F7FFFFF);
        return Nudged(random, Exact((BitConverter.Int32BitsToSingle(bits) + (double)BitConverter.Int32BitsToSingle(bits + 1)) / 2));
    }

    private static string HalfwayDouble(Random random)
    {
        // (2m + 1) × 2^e, where m has 53 bits.
        var exponent = random.Next(-200, 200);
        var odd = (((BigInteger)1 << 53) | random.NextInt64(1L << 52)) * 2 + 1;
        return Nudged(random, exponent >= 0 ? (odd << exponent).ToString(CultureInfo.InvariantCulture) : Fraction(odd, -exponent));
    }

    private static string Nudged(Random random, string text) => random.Next(3) switch
    {
        0 => text,
        1 => text + (text.Contains('.') ? "" : ".") + "00000001",
        _ => text.Contains('.') ? text[..^1] + "49999" : text,
    };

    private static string Exact(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)(bits >> 52) & 0x7FF;
        BigInteger mantissa = (bits & ((1L << 52) - 1)) | (exponent == 0 ? 0 : 1L << 52);
        var shift = Math.Max(exponent, 1) - 1075;
        return shift >= 0 ? (mantissa << shift).ToString(CultureInfo.InvariantCulture) : Fraction(mantissa, -shift);
    }

    // value / 2^bits, exactly: each factor of two makes one more decimal place.
    private static string Fraction(BigInteger value, int bits)
    {
        var digits = (value * BigInteger.Pow(5, bits)).ToString(CultureInfo.InvariantCulture).PadLeft(bits + 1, '0');
        return $"{digits[..^bits]}.{digits[^bits..]}";
    }

    private static string Digits(Random random, int least, int most, bool whole)
    {
        var text = new StringBuilder();
        for (var count = random.Next(least, most + 1); text.Length < count;)
        {
            text.Append((char)('0' + random.Next(whole && text.Length == 0 && count > 1 ? 1 : 0, 10)));
        }

        return text.ToString();
    }
}
