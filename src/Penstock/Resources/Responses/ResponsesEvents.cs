using System.Text.Json;

namespace Penstock.Resources.Responses;

/// <summary>Looks into a provider's last event.</summary>
internal static class ResponsesEvents
{
    /// <summary>The response in an event's bytes; null when it holds none.</summary>
    public static ReadOnlyMemory<byte>? Response(ReadOnlyMemory<byte> raw)
    {
        var brace = raw.Span.IndexOf((byte)'{');
        if (brace < 0)
        {
            return null;
        }

        var reader = new Utf8JsonReader(raw.Span[brace..], isFinalBlock: false, default);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isResponse = reader.ValueTextEquals("response"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (!reader.TrySkip())
            {
                return null;
            }

            if (isResponse)
            {
                return raw[(brace + start)..(brace + (int)reader.BytesConsumed)];
            }
        }

        return null;
    }
}
