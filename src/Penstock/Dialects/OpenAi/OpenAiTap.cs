using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.OpenAi;

/// <summary>What one pass over an answer or a stream's chunk finds: enough to meter it and to put the public model name in.</summary>
internal struct OpenAiTap : IJsonTap
{
    /// <summary>Where the value of the top-level <c>model</c> stands, quotes included.</summary>
    public Range ModelValue;

    /// <summary>The usage it reports, when it does.</summary>
    public TokenUsage? Usage;

    /// <summary>Whether <c>choices</c> is an empty array, or only repeats the role: there is nothing in it but the usage.</summary>
    public bool NoChoices;

    /// <summary>Where a <c>finish_reason</c> stands, quotes included, whose word is not of OpenAI's list; empty when all are.</summary>
    public Range OddFinish;

    /// <summary>Bytes of what the model wrote.</summary>
    public int OutputBytes;

    /// <summary>Whether it is an error in the place of a chunk.</summary>
    public bool IsError;

    /// <summary>Reads one JSON object; false when it is not one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, out OpenAiTap tap)
    {
        tap = default;
        return JsonPass.TryRead(json, ref tap);
    }

    /// <inheritdoc/>
    public void Take(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("model"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                ModelValue = new Range((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
            }
        }
        else if (reader.ValueTextEquals("choices"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                TakeChoices(reader);
            }
        }
        else if (reader.ValueTextEquals("usage"u8))
        {
            reader.Read();
            TakeUsage(reader);
        }
        else if (reader.ValueTextEquals("x_groq"u8))
        {
            // DIALECT: Groq puts a stream's usage into its own member unless stream_options asks for it.
            reader.Read();
            TakeGroq(reader);
        }
        else if (reader.ValueTextEquals("error"u8))
        {
            reader.Read();
            IsError = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.String;
        }

        reader.Skip();
    }

    // DIALECT: OpenRouter's event with the usage has a choice with the role and an empty text.
    private void TakeChoices(Utf8JsonReader reader)
    {
        NoChoices = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var empty = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("delta"u8))
                {
                    reader.Read();
                    empty = TakeDelta(reader);
                }
                else if (reader.ValueTextEquals("text"u8))
                {
                    reader.Read();
                    OutputBytes += VisibleText.Count(reader);
                }
                else if (reader.ValueTextEquals("finish_reason"u8))
                {
                    reader.Read();
                    if (reader.TokenType == JsonTokenType.String)
                    {
                        NoChoices = false;
                        OddFinish = OddFinish.Equals(default) && !FinishWords.IsKnown(ref reader) && !reader.ValueTextEquals(""u8)
                            ? (int)reader.TokenStartIndex..(int)reader.BytesConsumed
                            : OddFinish;
                    }
                }

                reader.Skip();
            }

            NoChoices &= empty;
        }
    }

    private bool TakeDelta(Utf8JsonReader reader)
    {
        OutputBytes += VisibleText.Count(reader);
        while (reader.TokenType != JsonTokenType.Null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRole = reader.ValueTextEquals("role"u8);
            reader.Read();
            if (!isRole && reader.TokenType != JsonTokenType.Null && !(reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(""u8)))
            {
                return false;
            }
        }

        return true;
    }

    // Readers are structs: these work on copies, so that the caller can skip the value as a whole.
    private void TakeUsage(Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject && UsageReader.TryRead(ref reader, out var usage))
        {
            Usage = usage;
        }
    }

    private void TakeGroq(Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUsage = reader.ValueTextEquals("usage"u8);
            reader.Read();
            if (isUsage)
            {
                TakeUsage(reader);
            }

            reader.Skip();
        }
    }
}
