using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.OpenAi;

/// <summary>Writes the <c>usage</c> object of an answer.</summary>
internal static class UsageWriter
{
    /// <summary>Writes the object of a chat answer.</summary>
    public static void WriteChat(Utf8JsonWriter writer, in TokenUsage usage)
    {
        writer.WriteStartObject();
        writer.WriteNumber("prompt_tokens", usage.Input);
        writer.WriteNumber("completion_tokens", usage.Output);
        writer.WriteNumber("total_tokens", usage.Total);
        writer.WriteStartObject("prompt_tokens_details");
        writer.WriteNumber("cached_tokens", usage.CachedInput);
        writer.WriteNumber("audio_tokens", usage.AudioInput);
        if (usage.CacheWriteInput > 0)
        {
            // DIALECT: OpenAI has no word for it; this is OpenRouter's.
            writer.WriteNumber("cache_write_tokens", usage.CacheWriteInput);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("completion_tokens_details");
        writer.WriteNumber("reasoning_tokens", usage.Reasoning);
        writer.WriteNumber("audio_tokens", usage.AudioOutput);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes the object of a response.</summary>
    public static void WriteResponse(Utf8JsonWriter writer, in TokenUsage usage)
    {
        writer.WriteStartObject();
        writer.WriteNumber("input_tokens", usage.Input);
        writer.WriteStartObject("input_tokens_details");
        writer.WriteNumber("cached_tokens", usage.CachedInput);
        if (usage.CacheWriteInput > 0)
        {
            // DIALECT: as in chat completions, OpenRouter's word.
            writer.WriteNumber("cache_write_tokens", usage.CacheWriteInput);
        }

        writer.WriteEndObject();
        writer.WriteNumber("output_tokens", usage.Output);
        writer.WriteStartObject("output_tokens_details");
        writer.WriteNumber("reasoning_tokens", usage.Reasoning);
        writer.WriteEndObject();
        writer.WriteNumber("total_tokens", usage.Total);
        writer.WriteEndObject();
    }

    /// <summary>Writes the object of an embeddings answer, which tells input only.</summary>
    public static void WriteEmbeddings(Utf8JsonWriter writer, in TokenUsage usage)
    {
        writer.WriteStartObject();
        writer.WriteNumber("prompt_tokens", usage.Input);
        writer.WriteNumber("total_tokens", usage.Total);
        writer.WriteEndObject();
    }
}
