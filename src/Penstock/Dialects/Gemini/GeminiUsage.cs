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

        long prompt = 0, cached = 0, tools = 0, candidates = 0, thoughts = 0;
        Modalities read = default, made = default, kept = default;
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
                TakeModalities(ref reader, ref read);
            }
            else if (reader.ValueTextEquals("candidatesTokensDetails"u8))
            {
                TakeModalities(ref reader, ref made);
            }
            else if (reader.ValueTextEquals("cacheTokensDetails"u8))
            {
                TakeModalities(ref reader, ref kept);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        usage = new TokenUsage
        {
            Input = prompt + tools,
            Output = candidates + thoughts,
            CachedInput = cached,
            Reasoning = thoughts,
            AudioInput = read.Audio,
            AudioOutput = made.Audio,
            Details = read.Image + read.Video + made.Image + kept.Audio + kept.Image == 0 ? null
                : new UsageDetails { ImageInput = read.Image, VideoInput = read.Video, ImageOutput = made.Image, CachedAudio = kept.Audio, CachedImage = kept.Image },
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
        var details = usage.Details;
        WriteModalities(writer, "promptTokensDetails", new Modalities { Audio = usage.AudioInput, Image = details?.ImageInput ?? 0, Video = details?.VideoInput ?? 0 }, usage.Input);
        WriteModalities(writer, "cacheTokensDetails", new Modalities { Audio = details?.CachedAudio ?? 0, Image = details?.CachedImage ?? 0 }, usage.CachedInput);
        WriteModalities(writer, "candidatesTokensDetails", new Modalities { Audio = usage.AudioOutput, Image = details?.ImageOutput ?? 0 }, usage.Output - thoughts);
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

    // [{"modality":"AUDIO","tokenCount":7}, …]; as numbers IMAGE is 2, VIDEO 3 and AUDIO 4.
    private static void TakeModalities(ref Utf8JsonReader reader, ref Modalities told)
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

            var (kind, count) = (0, 0L);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isModality, isCount) = (reader.ValueTextEquals("modality"u8), reader.ValueTextEquals("tokenCount"u8));
                if (isCount)
                {
                    Take(ref reader, ref count);
                    continue;
                }

                reader.Read();
                kind = isModality ? Modality(ref reader) : kind;
                reader.Skip();
            }

            told.Image += kind == 2 ? count : 0;
            told.Video += kind == 3 ? count : 0;
            told.Audio += kind == 4 ? count : 0;
        }
    }

    private static int Modality(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.ValueTextEquals("IMAGE"u8) ? 2 : reader.ValueTextEquals("VIDEO"u8) ? 3 : reader.ValueTextEquals("AUDIO"u8) ? 4 : 0,
        JsonTokenType.Number when reader.TryGetInt32(out var number) => number,
        _ => 0,
    };

    private static void WriteSome(Utf8JsonWriter writer, string name, long count)
    {
        if (count > 0)
        {
            writer.WriteNumber(name, count);
        }
    }

    private static void WriteModalities(Utf8JsonWriter writer, string name, in Modalities of, long all)
    {
        var other = of.Audio + of.Image + of.Video;
        if (other <= 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var (modality, count) in (ReadOnlySpan<(string, long)>)[("AUDIO", of.Audio), ("IMAGE", of.Image), ("VIDEO", of.Video), ("TEXT", all - other)])
        {
            if (count > 0)
            {
                WriteModality(writer, modality, count);
            }
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

    private struct Modalities
    {
        public long Audio;
        public long Image;
        public long Video;
    }
}
