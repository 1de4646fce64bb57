using System.Globalization;
using System.Text.Json;

namespace Penstock.Dialects.Predict.Elements;

/// <summary>The rarer ways to write an integer, exact as <see cref="decimal"/>, which holds every 64-bit one.</summary>
internal static class LaxInteger
{
    internal static Fault? Read(ref Utf8JsonReader reader, decimal least, decimal most, out decimal value)
    {
        value = 0;
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                value = 1;
                return null;
            case JsonTokenType.False:
                return null;
            case JsonTokenType.Number:
                if (!reader.TryGetDecimal(out value))
                {
                    return Fault.IntSize;
                }

                return decimal.Truncate(value) == value ? Within(value, least, most) : Fault.IntFraction;
            case JsonTokenType.String:
                return FromText(ref reader, out value) ?? Within(value, least, most);
            default:
                return Fault.IntType;
        }
    }

    // Digits, and a fraction of zeros at the most; no exponent: pydantic takes 1e3 and refuses "1e3".
    private static Fault? FromText(ref Utf8JsonReader reader, out decimal value)
    {
        value = 0;
        Span<char> buffer = stackalloc char[NumberText.MaxLength];
        ReadOnlySpan<char> text = buffer[..NumberText.Take(ref reader, buffer)];
        var point = text.IndexOf('.');
        if (point >= 0 && !text[(point + 1)..].ContainsAnyExcept('0'))
        {
            text = text[..point];
        }

        var digits = text is ['+' or '-', ..] ? text[1..] : text;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return Fault.IntParsing;
        }

        return decimal.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) ? null : Fault.IntSize;
    }

    private static Fault? Within(decimal value, decimal least, decimal most)
    {
        if (value >= least && value <= most)
        {
            return null;
        }

        if (value < 0 && least == 0)
        {
            return Fault.AtLeast(0);
        }

        // Beyond 64 bits it is the machine's limit and not the model's.
        return most >= long.MaxValue ? Fault.IntSize : value < least ? Fault.AtLeast(least) : Fault.AtMost(most);
    }
}
