using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Anthropic;

/// <summary>Writes the <c>usage</c> object of an answer or an event.</summary>
internal static class UsageWriter
{
    /// <summary>Writes the member. The SDKs rely on it: where nothing is known (yet) it says 0.</summary>
    public static void Write(Utf8JsonWriter writer, TokenUsage? told)
    {
        var usage = told ?? default;
        writer.WriteStartObject("usage");
        writer.WriteNumber("input_tokens", Math.Max(0, usage.Input - usage.CachedInput - usage.CacheWriteInput));
        writer.WriteNumber("cache_creation_input_tokens", usage.CacheWriteInput);
        writer.WriteNumber("cache_read_input_tokens", usage.CachedInput);
        writer.WriteNumber("output_tokens", usage.Output);
        if (usage.Details is { CacheWriteHour: > 0 and var hour })
        {
            writer.WriteStartObject("cache_creation");
            writer.WriteNumber("ephemeral_5m_input_tokens", Math.Max(0, usage.CacheWriteInput - hour));
            writer.WriteNumber("ephemeral_1h_input_tokens", hour);
            writer.WriteEndObject();
        }

        if (usage.Details is { WebSearches: > 0 and var searches })
        {
            writer.WriteStartObject("server_tool_use");
            writer.WriteNumber("web_search_requests", searches);
            writer.WriteEndObject();
        }

        if (usage.Reasoning > 0)
        {
            writer.WriteStartObject("output_tokens_details");
            writer.WriteNumber("thinking_tokens", usage.Reasoning);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
