using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Penstock.Dialects.Predict.Elements;

/// <summary>Texts: JSON strings only; a number is not taken for a text.</summary>
internal readonly struct TextElement : IElementReader<string>
{
    /// <inheritdoc/>
    public static bool TryRead(ref Utf8JsonReader reader, [MaybeNullWhen(false)] out string value, [NotNullWhen(false)] out Fault? fault)
    {
        value = null;
        if (reader.TokenType != JsonTokenType.String)
        {
            fault = Fault.TextType;
            return false;
        }

        try
        {
            (value, fault) = (reader.GetString()!, null);
            return true;
        }
        catch (InvalidOperationException)
        {
            fault = Fault.TextUnicode;
            return false;
        }
    }
}
