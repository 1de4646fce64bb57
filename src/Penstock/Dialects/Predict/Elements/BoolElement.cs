using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Penstock.Dialects.Predict.Elements;

/// <summary>Truth: <c>true</c>, 0, 1, 0.0, 1.0 and, in any case, the words 0 off f false n no and 1 on t true y yes.</summary>
internal readonly struct BoolElement : IElementReader<bool>
{
    /// <inheritdoc/>
    public static bool TryRead(ref Utf8JsonReader reader, out bool value, [NotNullWhen(false)] out Fault? fault)
    {
        value = reader.TokenType == JsonTokenType.True;
        fault = reader.TokenType switch
        {
            JsonTokenType.True or JsonTokenType.False => null,
            JsonTokenType.Number => FromNumber(reader.GetDouble(), out value),
            JsonTokenType.String => FromText(ref reader, out value),
            _ => Fault.BoolType,
        };
        return fault is null;
    }

    private static Fault? FromNumber(double number, out bool value)
    {
        value = number == 1;
        return number is 0 or 1 ? null : double.IsInteger(number) ? Fault.BoolParsing : Fault.BoolType;
    }

    private static Fault? FromText(ref Utf8JsonReader reader, out bool value)
    {
        value = Is(ref reader, "true", "1", "on", "t", "y", "yes");
        return value || Is(ref reader, "false", "0", "off", "f", "n", "no") ? null : Fault.BoolParsing;
    }

    private static bool Is(ref Utf8JsonReader reader, params ReadOnlySpan<string> words)
    {
        // The longest escape, \u0000, takes six bytes a character: "false" needs thirty.
        if (reader.ValueSpan.Length > 30)
        {
            return false;
        }

        Span<char> buffer = stackalloc char[30];
        scoped ReadOnlySpan<char> text;
        try
        {
            text = buffer[..reader.CopyString(buffer)];
        }
        catch (InvalidOperationException)
        {
            return false;
        }

        foreach (var word in words)
        {
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
