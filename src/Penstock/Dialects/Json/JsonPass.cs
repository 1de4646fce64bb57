using System.Text.Json;

namespace Penstock.Dialects.Json;

/// <summary>One pass over one JSON object.</summary>
internal static class JsonPass
{
    // Deeper than any provider's answers are.
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 256 };

    /// <summary>Hands each member to a tap; false when it is not one JSON object.</summary>
    public static bool TryRead<T>(ReadOnlySpan<byte> json, ref T tap)
        where T : struct, IJsonTap
    {
        try
        {
            var reader = new Utf8JsonReader(json, Deep);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                tap.Take(ref reader);
            }

            reader.Read();
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter: a member's name holds half a surrogate pair.
            return false;
        }
    }
}
