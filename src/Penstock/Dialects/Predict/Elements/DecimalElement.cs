using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Penstock.Dialects.Predict.Elements;

/// <summary>Decimals, for C# functions: a number or a text of one, the scale kept; no truth values.</summary>
internal readonly struct DecimalElement : IElementReader<decimal>
{
    private static readonly Fault TooLarge = Fault.TooLarge("decimal", "7.9e28");

    /// <inheritdoc/>
    public static bool TryRead(ref Utf8JsonReader reader, out decimal value, [NotNullWhen(false)] out Fault? fault)
    {
        value = 0;
        fault = reader.TokenType switch
        {
            JsonTokenType.Number => reader.TryGetDecimal(out value) ? null : TooLarge,
            JsonTokenType.String => FromText(ref reader, out value),
            _ => Fault.DecimalType,
        };
        return fault is null;
    }

    private static Fault? FromText(ref Utf8JsonReader reader, out decimal value)
    {
        value = 0;
        Span<char> buffer = stackalloc char[NumberText.MaxLength];
        var text = buffer[..NumberText.Take(ref reader, buffer)];
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) ? null : Fault.DecimalParsing;
    }
}
