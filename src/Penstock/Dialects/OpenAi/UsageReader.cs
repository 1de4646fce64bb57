using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.OpenAi;

/// <summary>Reads the <c>usage</c> object of an answer, without a DOM: the pass-through reads it on every call.</summary>
internal static class UsageReader
{
    /// <summary>
    /// Reads the value the reader stands on and leaves it at that value's end. False when it is no object, names no tokens, or
    /// breaks off; members that are not whole numbers are passed over.
    /// </summary>
    public static bool TryRead(ref Utf8JsonReader reader, out TokenUsage usage)
    {
        usage = default;
        try
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.TrySkip();
                return false;
            }

            var counts = default(Counts);
            return ReadObject(ref reader, ref counts, Part.Whole) && counts.TryGet(out usage);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool ReadObject(ref Utf8JsonReader reader, ref Counts counts, Part part)
    {
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                return true;
            }

            var member = Name(ref reader, part);
            if (!reader.Read())
            {
                return false;
            }

            if (member is Member.InputDetails or Member.OutputDetails or Member.CachedDetails && reader.TokenType == JsonTokenType.StartObject)
            {
                if (!ReadObject(ref reader, ref counts, member == Member.InputDetails ? Part.Input : member == Member.OutputDetails ? Part.Output : Part.Cached))
                {
                    return false;
                }
            }
            else if (reader.TokenType == JsonTokenType.Number)
            {
                counts.Set(member, ref reader);
            }
            else if (!reader.TrySkip())
            {
                return false;
            }
        }

        return false;
    }

    private static Member Name(ref Utf8JsonReader reader, Part part) => part switch
    {
        Part.Input when reader.ValueTextEquals("cached_tokens"u8) => Member.Cached,
        Part.Input when reader.ValueTextEquals("audio_tokens"u8) => Member.AudioInput,
        // DIALECT: OpenRouter tells the tokens written to a cache.
        Part.Input when reader.ValueTextEquals("cache_write_tokens"u8) => Member.CacheWrite,
        Part.Input when reader.ValueTextEquals("image_tokens"u8) => Member.ImageInput,
        Part.Input when reader.ValueTextEquals("cached_tokens_details"u8) => Member.CachedDetails,
        Part.Cached when reader.ValueTextEquals("audio_tokens"u8) => Member.CachedAudio,
        Part.Cached when reader.ValueTextEquals("image_tokens"u8) => Member.CachedImage,
        Part.Output when reader.ValueTextEquals("image_tokens"u8) => Member.ImageOutput,
        Part.Output when reader.ValueTextEquals("reasoning_tokens"u8) => Member.Reasoning,
        Part.Output when reader.ValueTextEquals("audio_tokens"u8) => Member.AudioOutput,
        Part.Whole when reader.ValueTextEquals("prompt_tokens"u8) => Member.Input,
        Part.Whole when reader.ValueTextEquals("completion_tokens"u8) => Member.Output,
        Part.Whole when reader.ValueTextEquals("total_tokens"u8) => Member.Total,
        Part.Whole when reader.ValueTextEquals("prompt_tokens_details"u8) => Member.InputDetails,
        Part.Whole when reader.ValueTextEquals("completion_tokens_details"u8) => Member.OutputDetails,
        // DIALECT: OpenAI's own newer endpoints (responses, images, transcriptions) say input and output.
        Part.Whole when reader.ValueTextEquals("input_tokens"u8) => Member.Input,
        Part.Whole when reader.ValueTextEquals("output_tokens"u8) => Member.Output,
        Part.Whole when reader.ValueTextEquals("input_tokens_details"u8) => Member.InputDetails,
        Part.Whole when reader.ValueTextEquals("output_tokens_details"u8) => Member.OutputDetails,
        // DIALECT: DeepSeek tells cache hits beside the totals; Moonshot says cached_tokens there.
        Part.Whole when reader.ValueTextEquals("prompt_cache_hit_tokens"u8) => Member.Cached,
        Part.Whole when reader.ValueTextEquals("cached_tokens"u8) => Member.Cached,
        // DIALECT: Perplexity tells reasoning beside the totals.
        Part.Whole when reader.ValueTextEquals("reasoning_tokens"u8) => Member.Reasoning,
        // DIALECT: whisper and its like are billed by the second, and tell nothing else; Mistral tells the seconds beside the tokens.
        Part.Whole when reader.ValueTextEquals("seconds"u8) => Member.Seconds,
        Part.Whole when reader.ValueTextEquals("prompt_audio_seconds"u8) => Member.Seconds,
        // DIALECT: Perplexity bills what it looked up.
        Part.Whole when reader.ValueTextEquals("num_search_queries"u8) => Member.Searches,
        _ => Member.None,
    };

    private enum Part
    {
        Whole,
        Input,
        Output,
        Cached,
    }

    private enum Member
    {
        None,
        Input,
        Output,
        Total,
        Cached,
        CacheWrite,
        Reasoning,
        AudioInput,
        AudioOutput,
        InputDetails,
        OutputDetails,
        CachedDetails,
        CachedAudio,
        CachedImage,
        ImageInput,
        ImageOutput,
        Seconds,
        Searches,
    }

    private struct Counts
    {
        private long? _input;
        private long? _output;
        private long? _total;
        private long _cached;
        private long _cacheWrite;
        private long _reasoning;
        private long _audioInput;
        private long _audioOutput;
        private long? _milliseconds;
        private UsageDetails? _details;

        public void Set(Member member, ref Utf8JsonReader reader)
        {
            if (member == Member.Seconds)
            {
                _milliseconds = reader.TryGetDecimal(out var seconds) && seconds is >= 0 and < 100_000_000 ? (long)decimal.Ceiling(seconds * 1000) : _milliseconds;
                return;
            }

            if (member == Member.None || !TryGetCount(ref reader, out var count))
            {
                return;
            }

            switch (member)
            {
                case Member.Input: _input = count; break;
                case Member.Output: _output = count; break;
                case Member.Total: _total = count; break;
                case Member.Cached: _cached = count; break;
                case Member.CacheWrite: _cacheWrite = count; break;
                case Member.Reasoning: _reasoning = count; break;
                case Member.AudioInput: _audioInput = count; break;
                case Member.AudioOutput: _audioOutput = count; break;
                default: SetRare(member, count); break;
            }
        }

        public readonly bool TryGet(out TokenUsage usage)
        {
            usage = default;
            if (_input is null && _output is null && _total is null && _milliseconds is null)
            {
                return false;
            }

            var output = _output ?? 0;
            // DIALECT: xAI's completion_tokens leave reasoning out, and only its total has it.
            if (_reasoning > 0 && _input is { } told && _total == told + output + _reasoning)
            {
                output += _reasoning;
            }

            usage = new TokenUsage
            {
                // DIALECT: Voyage tells the total only.
                Input = _input ?? Math.Max(0, (_total ?? 0) - output),
                Output = output,
                CachedInput = _cached,
                CacheWriteInput = _cacheWrite,
                Reasoning = _reasoning,
                AudioInput = _audioInput,
                AudioOutput = _audioOutput,
                Details = _milliseconds > 0 ? (_details ?? new UsageDetails()) with { AudioMilliseconds = _milliseconds.Value } : _details,
            };
            return true;
        }

        // Most providers tell zeros of what few calls use: nothing is made for those.
        private void SetRare(Member member, long count)
        {
            if (count == 0)
            {
                return;
            }

            var details = _details ?? new UsageDetails();
            _details = member switch
            {
                Member.ImageInput => details with { ImageInput = count },
                Member.ImageOutput => details with { ImageOutput = count },
                Member.CachedAudio => details with { CachedAudio = count },
                Member.CachedImage => details with { CachedImage = count },
                Member.Searches => details with { WebSearches = count },
                _ => _details,
            };
        }

        private static bool TryGetCount(ref Utf8JsonReader reader, out long count)
        {
            if (!reader.TryGetInt64(out count))
            {
                if (!reader.TryGetDouble(out var real) || real != Math.Truncate(real) || Math.Abs(real) > 1L << 53)
                {
                    return false;
                }

                count = (long)real;
            }

            // No call takes 2^53 tokens; a sum of such numbers must not overflow.
            return count is >= 0 and <= 1L << 53;
        }
    }
}
