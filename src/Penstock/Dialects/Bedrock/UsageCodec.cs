using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Bedrock;

/// <summary>The object <c>usage</c>. DIALECT: <c>inputTokens</c> leaves out what was read from the cache or written to it.</summary>
internal static class UsageCodec
{
    /// <summary>Reads the object, the reader at its start; false when it tells nothing.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, out TokenUsage usage)
    {
        usage = default;
        long input = 0, output = 0, cached = 0, written = 0, hour = 0;
        var told = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("inputTokens"u8))
            {
                told |= TryCount(ref reader, ref input);
            }
            else if (reader.ValueTextEquals("outputTokens"u8))
            {
                told |= TryCount(ref reader, ref output);
            }
            else if (reader.ValueTextEquals("cacheReadInputTokens"u8))
            {
                TryCount(ref reader, ref cached);
            }
            else if (reader.ValueTextEquals("cacheWriteInputTokens"u8))
            {
                TryCount(ref reader, ref written);
            }
            else if (reader.ValueTextEquals("cacheDetails"u8))
            {
                hour = Hour(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        usage = new TokenUsage
        {
            Input = input + cached + written,
            Output = output,
            CachedInput = cached,
            CacheWriteInput = written,
            Details = hour > 0 ? new UsageDetails { CacheWriteHour = hour } : null,
        };
        return told;
    }

    // [{"inputTokens":7,"ttl":"1h"}, …]: what is written for an hour costs more.
    private static long Hour(ref Utf8JsonReader reader)
    {
        reader.Read();
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind != JsonValueKind.Array ? 0 : document.RootElement.EnumerateArray()
            .Where(one => one.ValueKind == JsonValueKind.Object && one.TryGetProperty("ttl", out var ttl) && ttl.ValueEquals("1h"))
            .Sum(one => one.TryGetProperty("inputTokens", out var count) && count.TryGetInt64(out var told) && told is >= 0 and < 1L << 48 ? told : 0);
    }

    /// <summary>Reads the member <c>usage</c>; null when it tells nothing.</summary>
    public static TokenUsage? Read(Members answer)
    {
        if (answer.Object("usage") is not { } usage)
        {
            return null;
        }

        var reader = new Utf8JsonReader(usage.Utf8Json);
        reader.Read();
        return TryRead(ref reader, out var read) ? read : null;
    }

    /// <summary>Writes the member <c>usage</c>, which every answer has.</summary>
    public static void Write(Utf8JsonWriter writer, TokenUsage usage, Action<Utf8JsonWriter>? rest = null)
    {
        writer.WriteStartObject("usage");
        writer.WriteNumber("inputTokens", Math.Max(0, usage.Input - usage.CachedInput - usage.CacheWriteInput));
        writer.WriteNumber("outputTokens", usage.Output);
        writer.WriteNumber("totalTokens", usage.Total);
        if (usage.CachedInput > 0 || usage.CacheWriteInput > 0)
        {
            writer.WriteNumber("cacheReadInputTokens", usage.CachedInput);
            writer.WriteNumber("cacheWriteInputTokens", usage.CacheWriteInput);
        }

        rest?.Invoke(writer);
        writer.WriteEndObject();
    }

    private static bool TryCount(ref Utf8JsonReader reader, ref long count)
    {
        reader.Read();
        var told = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out count) && count is >= 0 and < 1L << 48;
        count = told ? count : 0;
        reader.Skip();
        return told;
    }
}
