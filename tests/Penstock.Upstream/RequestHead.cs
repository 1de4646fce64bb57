using System.Text.Json;

namespace Penstock.Upstream;

/// <summary>The two members of a request body that choose the answer; whatever does not parse has neither.</summary>
internal readonly record struct RequestHead(string? Model, bool Stream)
{
    public static RequestHead Read(ReadOnlySpan<byte> body)
    {
        string? model = null;
        var stream = false;
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return default;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isModel = reader.ValueTextEquals("model"u8);
                var isStream = reader.ValueTextEquals("stream"u8);
                reader.Read();
                if (isModel && reader.TokenType == JsonTokenType.String)
                {
                    model = reader.GetString();
                }
                else if (isStream)
                {
                    stream = reader.TokenType == JsonTokenType.True;
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (JsonException)
        {
            // A multipart form or broken JSON: the stand-in answers by header or path, it does not judge bodies.
        }

        return new RequestHead(model, stream);
    }
}
