using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Anthropic;

/// <summary>
/// The counts of <c>usage</c> objects, without a DOM: the pass-through reads them on every call. A stream tells the input first and the
/// output last, and the last may repeat or leave out what the first said; so later counts are laid over earlier ones.
/// </summary>
internal struct UsageCounts
{
    // No call takes 2^53 tokens; a sum of such numbers must not overflow.
    private const long Most = 1L << 53;

    private long? _input;
    private long? _output;
    private long? _cacheRead;
    private long? _cacheWrite;
    private long? _thinking;
    private long? _hour;
    private long? _searches;

    /// <summary>What was told so far; null when nothing was.</summary>
    public readonly TokenUsage? Usage => _input is null && _output is null
        ? null
        : new TokenUsage
        {
            // DIALECT: input_tokens leaves out what was read from the cache or written to it ("Prompt caching").
            Input = (_input ?? 0) + (_cacheRead ?? 0) + (_cacheWrite ?? 0),
            Output = _output ?? 0,
            CachedInput = _cacheRead ?? 0,
            CacheWriteInput = _cacheWrite ?? 0,
            Reasoning = _thinking ?? 0,
            Details = _hour > 0 || _searches > 0 ? new UsageDetails { CacheWriteHour = _hour ?? 0, WebSearches = _searches ?? 0 } : null,
        };

    /// <summary>Reads the value the reader stands on and leaves it at that value's end. What is no whole number is passed over.</summary>
    public void Take(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("input_tokens"u8))
            {
                _input = Count(ref reader) ?? _input;
            }
            else if (reader.ValueTextEquals("output_tokens"u8))
            {
                _output = Count(ref reader) ?? _output;
            }
            else if (reader.ValueTextEquals("cache_read_input_tokens"u8))
            {
                _cacheRead = Count(ref reader) ?? _cacheRead;
            }
            else if (reader.ValueTextEquals("cache_creation_input_tokens"u8))
            {
                _cacheWrite = Count(ref reader) ?? _cacheWrite;
            }
            else if (reader.ValueTextEquals("output_tokens_details"u8))
            {
                _thinking = Inner(ref reader, "thinking_tokens"u8) ?? _thinking;
            }
            else if (reader.ValueTextEquals("cache_creation"u8))
            {
                _hour = Inner(ref reader, "ephemeral_1h_input_tokens"u8) ?? _hour;
            }
            else if (reader.ValueTextEquals("server_tool_use"u8))
            {
                _searches = Inner(ref reader, "web_search_requests"u8) ?? _searches;
            }
            else
            {
                reader.Skip();
            }
        }
    }

    // The one count that matters of an object of counts.
    private static long? Inner(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        reader.Read();
        long? count = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return count;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(name))
            {
                count = Count(ref reader) ?? count;
            }
            else
            {
                reader.Skip();
            }
        }

        return count;
    }

    private static long? Count(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var count) && count is >= 0 and <= Most)
        {
            return count;
        }

        reader.Skip();
        return null;
    }
}
