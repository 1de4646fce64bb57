using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Penstock.Dialects.Predict.Elements;

/// <summary>Texts, as UTF-8: JSON strings only; a number is not taken for a text.</summary>
internal readonly struct Utf8Element : IElementReader<byte[]>
{
    /// <inheritdoc/>
    public static bool TryRead(ref Utf8JsonReader reader, [MaybeNullWhen(false)] out byte[] value, [NotNullWhen(false)] out Fault? fault)
    {
        value = null;
        if (reader.TokenType != JsonTokenType.String)
        {
            fault = Fault.TextType;
            return false;
        }

        try
        {
            if (reader.ValueIsEscaped)
            {
                Span<byte> buffer = reader.ValueSpan.Length <= 512 ? stackalloc byte[512] : new byte[reader.ValueSpan.Length];
                value = buffer[..reader.CopyString(buffer)].ToArray();
            }
            else
            {
                value = reader.ValueSpan.ToArray();
            }

            fault = null;
            return true;
        }
        catch (InvalidOperationException)
        {
            fault = Fault.TextUnicode;
            return false;
        }
    }
}
