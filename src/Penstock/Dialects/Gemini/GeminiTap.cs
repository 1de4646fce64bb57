using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Gemini;

/// <summary>What one pass over an answer or a stream's event finds: enough to meter it, to see its end, and to put the public model name in.</summary>
internal struct GeminiTap : IJsonTap
{
    /// <summary>Where the value of <c>modelVersion</c> stands, quotes included.</summary>
    public Range ModelValue;

    /// <summary>The usage it reports, when it does.</summary>
    public TokenUsage? Usage;

    /// <summary>The candidates in it, a bit for each index below 64.</summary>
    public ulong Candidates;

    /// <summary>Those of them that have ended.</summary>
    public ulong Finished;

    /// <summary>Whether the question was not answered (<c>promptFeedback.blockReason</c>).</summary>
    public bool Blocked;

    /// <summary>Bytes of what the model wrote.</summary>
    public int OutputBytes;

    /// <summary>Whether it is an error in the place of an answer.</summary>
    public bool IsError;

    /// <summary>Reads one JSON object; false when it is not one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, out GeminiTap tap)
    {
        tap = default;
        return JsonPass.TryRead(json, ref tap);
    }

    /// <inheritdoc/>
    public void Take(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("candidates"u8))
        {
            reader.Read();
            TakeCandidates(ref reader);
        }
        else if (reader.ValueTextEquals("usageMetadata"u8))
        {
            reader.Read();
            if (GeminiUsage.TryRead(ref reader, out var usage))
            {
                Usage = usage;
            }
        }
        else if (reader.ValueTextEquals("modelVersion"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                ModelValue = new Range((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
            }
        }
        else if (reader.ValueTextEquals("promptFeedback"u8))
        {
            reader.Read();
            TakeFeedback(ref reader);
        }
        else if (reader.ValueTextEquals("error"u8))
        {
            reader.Read();
            IsError = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.String;
        }

        reader.Skip();
    }

    private void TakeCandidates(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return;
        }

        for (var place = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; place++)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                TakeCandidate(ref reader, place);
            }

            reader.Skip();
        }
    }

    private void TakeCandidate(ref Utf8JsonReader reader, int place)
    {
        var finished = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isFinish, isIndex, isContent) = (reader.ValueTextEquals("finishReason"u8), reader.ValueTextEquals("index"u8), reader.ValueTextEquals("content"u8));
            reader.Read();
            OutputBytes += isContent ? VisibleText.Count(reader) : 0;
            if (isFinish)
            {
                finished = reader.TokenType == JsonTokenType.String
                    ? !reader.ValueTextEquals("FINISH_REASON_UNSPECIFIED"u8) && !reader.ValueTextEquals(""u8)
                    : reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) && number > 0;
            }
            else if (isIndex && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var index))
            {
                place = index;
            }

            reader.Skip();
        }

        var bit = 1UL << (place & 63);
        Candidates |= bit;
        Finished |= finished ? bit : 0;
    }

    private void TakeFeedback(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isReason = reader.ValueTextEquals("blockReason"u8);
            reader.Read();
            Blocked |= isReason && ((reader.TokenType == JsonTokenType.String && !reader.ValueTextEquals("BLOCK_REASON_UNSPECIFIED"u8)) || reader.TokenType == JsonTokenType.Number);
            reader.Skip();
        }
    }
}
