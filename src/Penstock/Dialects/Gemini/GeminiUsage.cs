using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Gemini;

/// <summary>
/// Reads and writes <c>usageMetadata</c>, without a DOM: the pass-through reads it on every call. The prompt's count includes what came from a
/// cache; what tools brought in comes on top, and so do the thoughts on top of the candidates.
/// </summary>
internal static class GeminiUsage
{
    // No call takes 2^53 tokens; a sum of such numbers must not overflow.
    private const long Most = 1L << 53;

    /// <summary>Reads the value the reader stands on and leaves it at that value's end; false when it names no tokens.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, out TokenUsage usage)
    {
        usage = default;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.TrySkip();
            return false;
        }

        long prompt = 0, cached = 0, tools = 0, candidates = 0, thoughts = 0, audioIn = 0, audioOut = 0;
        var any = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("promptTokenCount"u8))
            {
                any |= Take(ref reader, ref prompt);
            }
            else if (reader.ValueTextEquals("candidatesTokenCount"u8))
            {
                any |= Take(ref reader, ref candidates);
            }
            else if (reader.ValueTextEquals("thoughtsTokenCount"u8))
            {
                any |= Take(ref reader, ref thoughts);
            }
            else if (reader.ValueTextEquals("cachedContentTokenCount"u8))
            {
                Take(ref reader, ref cached);
            }
            else if (reader.ValueTextEquals("toolUsePromptTokenCount"u8))
            {
                Take(ref reader, ref tools);
            }
            else if (reader.ValueTextEquals("promptTokensDetails"u8) || reader.ValueTextEquals("toolUsePromptTokensDetails"u8))
            {
                TakeAudio(ref reader, ref audioIn);
            }
            else if (reader.ValueTextEquals("candidatesTokensDetails"u8))
            {
                TakeAudio(ref reader, ref audioOut);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        usage = new TokenUsage
        {
            Input = prompt + tools, Output = candidates + thoughts, CachedInput = cached, Reasoning = thoughts, AudioInput = audioIn, AudioOutput = audioOut,
        };
        return any;
    }

    /// <summary>Writes the object.</summary>
    public static void Write(Utf8JsonWriter writer, in TokenUsage usage)
    {
        var thoughts = Math.Min(usage.Reasoning, usage.Output);
        writer.WriteStartObject();
        writer.WriteNumber("promptTokenCount", usage.Input);
        writer.WriteNumber("candidatesTokenCount", usage.Output - thoughts);
        writer.WriteNumber("totalTokenCount", usage.Total);
        WriteSome(writer, "cachedContentTokenCount", usage.CachedInput);
        WriteSome(writer, "thoughtsTokenCount", thoughts);
        WriteAudio(writer, "promptTokensDetails", usage.AudioInput, usage.Input);
        WriteAudio(writer, "candidatesTokensDetails", usage.AudioOutput, usage.Output - thoughts);
        writer.WriteEndObject();
    }

    private static bool Take(ref Utf8JsonReader reader, ref long count)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var told) && told is >= 0 and <= Most)
        {
            count = told;
            return true;
        }

        reader.Skip();
        return false;
    }

    // [{"modality":"AUDIO","tokenCount":7}, …]; as a number AUDIO is 4.
    private static void TakeAudio(ref Utf8JsonReader reader, ref long audio)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            var (isAudio, count) = (false, 0L);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isModality, isCount) = (reader.ValueTextEquals("modality"u8), reader.ValueTextEquals("tokenCount"u8));
                if (isCount)
                {
                    Take(ref reader, ref count);
                    continue;
                }

                reader.Read();
                isAudio |= isModality && ((reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("AUDIO"u8))
                    || (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) && number == 4));
                reader.Skip();
            }

            audio += isAudio ? count : 0;
        }
    }

    private static void WriteSome(Utf8JsonWriter writer, string name, long count)
    {
        if (count > 0)
        {
            writer.WriteNumber(name, count);
        }
    }

    private static void WriteAudio(Utf8JsonWriter writer, string name, long audio, long all)
    {
        if (audio <= 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        WriteModality(writer, "AUDIO", audio);
        if (all > audio)
        {
            WriteModality(writer, "TEXT", all - audio);
        }

        writer.WriteEndArray();
    }

    private static void WriteModality(Utf8JsonWriter writer, string modality, long count)
    {
        writer.WriteStartObject();
        writer.WriteString("modality", modality);
        writer.WriteNumber("tokenCount", count);
        writer.WriteEndObject();
    }
}
