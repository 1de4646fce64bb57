using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Responses;

/// <summary>What one pass over an event finds: what it is, and of the response in it the usage and the place of the model's name.</summary>
internal struct ResponsesTap : IJsonTap
{
    /// <summary>What it is.</summary>
    public ResponsesEvent Event;

    /// <summary>Where the value of <c>response.model</c> stands, quotes included.</summary>
    public Range ModelValue;

    /// <summary>The usage it reports, when it does.</summary>
    public TokenUsage? Usage;

    /// <summary>Bytes of what the model wrote.</summary>
    public int OutputBytes;

    /// <summary>Reads one JSON object; false when it is not one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, out ResponsesTap tap)
    {
        tap = default;
        return JsonPass.TryRead(json, ref tap);
    }

    /// <inheritdoc/>
    public void Take(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("type"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                Event = reader.ValueTextEquals("response.completed"u8) || reader.ValueTextEquals("response.incomplete"u8) ? ResponsesEvent.End
                    : reader.ValueTextEquals("response.failed"u8) || reader.ValueTextEquals("error"u8) ? ResponsesEvent.Error
                    : Event;
            }
        }
        else if (reader.ValueTextEquals("error"u8))
        {
            // DIALECT: servers that have chat completions first put an error event as they do there.
            reader.Read();
            Event = reader.TokenType is JsonTokenType.StartObject ? ResponsesEvent.Error : Event;
        }
        else if (reader.ValueTextEquals("delta"u8))
        {
            reader.Read();
            OutputBytes = VisibleText.Count(reader);
        }
        else if (reader.ValueTextEquals("response"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                TakeResponse(reader);
            }
        }

        reader.Skip();
    }

    // The reader is a copy: whoever called skips the value itself.
    private void TakeResponse(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isModel, isUsage) = (reader.ValueTextEquals("model"u8), reader.ValueTextEquals("usage"u8));
            reader.Read();
            if (isModel && reader.TokenType == JsonTokenType.String)
            {
                ModelValue = (int)reader.TokenStartIndex..(int)reader.BytesConsumed;
            }
            else if (isUsage && reader.TokenType == JsonTokenType.StartObject)
            {
                var inside = reader;
                Usage = UsageReader.TryRead(ref inside, out var usage) ? usage : Usage;
            }

            reader.Skip();
        }
    }
}
