using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Penstock.Dialects.Numbers;

namespace Penstock.Dialects.Predict.Elements;

/// <summary>
/// Floating-point numbers: <c>1</c>, <c>true</c>, <c>" 1.5 "</c>, <c>"1_0.5"</c>; <c>"NaN"</c>, <c>"inf"</c>, <c>"Infinity"</c>
/// in any case and with a sign. A number that would become infinite is refused, which pydantic does not do.
/// </summary>
internal readonly struct FloatElement<T> : IElementReader<T>
    where T : struct, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
{
    private static readonly Fault TooLarge = Fault.TooLarge(
        typeof(T) == typeof(Half) ? "FP16" : typeof(T) == typeof(float) ? "FP32" : "FP64",
        T.MaxValue.ToString("0.###e+0", CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public static bool TryRead(ref Utf8JsonReader reader, out T value, [NotNullWhen(false)] out Fault? fault)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                T.TryParse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
                fault = T.IsFinite(value) ? null : TooLarge;
                break;
            case JsonTokenType.True:
                (value, fault) = (T.One, null);
                break;
            case JsonTokenType.False:
                (value, fault) = (T.Zero, null);
                break;
            case JsonTokenType.String:
                fault = FromText(ref reader, out value);
                break;
            default:
                (value, fault) = (default, Fault.FloatType);
                break;
        }

        return fault is null;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Take(ReadOnlySpan<byte> json, out T value)
    {
        var length = JsonNumber.Scan(json, out var number);
        var text = json[..length];
        if (length == 0)
        {
            value = default;
        }
        else if (typeof(T) == typeof(float))
        {
            value = (T)(object)FloatParser.ToSingle(number, text);
        }
        else if (typeof(T) == typeof(double))
        {
            value = (T)(object)FloatParser.ToDouble(number, text);
        }
        else
        {
            T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }

        return T.IsFinite(value) ? length : 0;
    }

    private static Fault? FromText(ref Utf8JsonReader reader, out T value)
    {
        value = default;
        Span<char> buffer = stackalloc char[NumberText.MaxLength];
        ReadOnlySpan<char> text = buffer[..NumberText.Take(ref reader, buffer)];
        var unsigned = text is ['+' or '-', ..] ? text[1..] : text;
        var named = unsigned.Equals("nan", StringComparison.OrdinalIgnoreCase) ? T.NaN
            : unsigned.Equals("inf", StringComparison.OrdinalIgnoreCase) || unsigned.Equals("infinity", StringComparison.OrdinalIgnoreCase)
                ? T.PositiveInfinity : T.Zero;
        if (named != T.Zero)
        {
            value = text[0] == '-' ? -named : named;
            return null;
        }

        // .NET would also take its own words for the infinities.
        if (unsigned.IsEmpty || !(char.IsAsciiDigit(unsigned[0]) || unsigned[0] == '.')
            || !T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            return Fault.FloatParsing;
        }

        return T.IsFinite(value) ? null : TooLarge;
    }
}
