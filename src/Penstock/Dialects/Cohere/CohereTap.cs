using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Cohere;

/// <summary>What one pass over an answer finds: that it is one JSON object, and its usage. Cohere's answers do not name their model.</summary>
internal static class CohereTap
{
    /// <summary>Reads an answer; false when it is no JSON object.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, out TokenUsage? usage)
    {
        usage = null;
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
                var tells = reader.ValueTextEquals("usage"u8) || reader.ValueTextEquals("meta"u8);
                reader.Read();
                if (tells && reader.TokenType == JsonTokenType.StartObject)
                {
                    usage = UsageCodec.Read(ref reader, out var searches) ?? usage;

                    // Reranking is billed by the search, and tells no tokens.
                    usage = searches > 0 ? (usage ?? default) with { Details = new UsageDetails { Searches = searches.Value } } : usage;
                }
                else
                {
                    reader.Skip();
                }
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
