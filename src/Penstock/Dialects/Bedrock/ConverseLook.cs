using System.Text.Json;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Bedrock;

/// <summary>What one pass over an object of <c>converse</c> finds: enough to meter it.</summary>
internal static class ConverseLook
{
    /// <summary>Reads one JSON object; false when it is not one.</summary>
    /// <param name="json">An answer, or an event's payload.</param>
    /// <param name="usage">The usage it tells; null when it does not.</param>
    /// <param name="bytes">Bytes of what the model wrote, of an event.</param>
    public static bool TryRead(ReadOnlySpan<byte> json, out TokenUsage? usage, out int bytes)
    {
        (usage, bytes) = (null, 0);
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isUsage = reader.ValueTextEquals("usage"u8);
                var isDelta = reader.ValueTextEquals("delta"u8);
                reader.Read();
                bytes = isDelta ? VisibleText.Count(reader) : bytes;
                if (isUsage && reader.TokenType == JsonTokenType.StartObject)
                {
                    // A copy, so that the value can be skipped as a whole.
                    var inside = reader;
                    usage = UsageCodec.TryRead(ref inside, out var told) ? told : usage;
                }

                reader.Skip();
            }

            return !reader.Read();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter: a member's name holds half a surrogate pair.
            return false;
        }
    }
}
