using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Cohere;

/// <summary>
/// The <c>usage</c> of chat and the <c>meta</c> of the other answers. The billed units are what counts: <c>tokens</c> has Cohere's own
/// preamble in it, which nobody is charged for (the same choice as in pydantic/genai-prices).
/// </summary>
internal struct UsageCodec
{
    private Pair _billed;
    private Pair _tokens;
    private long? _searches;
    private long? _cached;

    /// <summary>Reads the object that the reader stands on, and leaves it at its end; null when it tells no tokens.</summary>
    /// <param name="reader">At the object's opening brace.</param>
    /// <param name="searches">The searches that are billed; null when that is not said.</param>
    public static TokenUsage? Read(ref Utf8JsonReader reader, out long? searches)
    {
        var read = default(UsageCodec);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("billed_units"u8))
            {
                reader.Read();
                ReadPair(ref reader, ref read._billed, ref read._searches);
            }
            else if (reader.ValueTextEquals("tokens"u8))
            {
                reader.Read();
                long? none = null;
                ReadPair(ref reader, ref read._tokens, ref none);
            }
            else if (reader.ValueTextEquals("cached_tokens"u8))
            {
                reader.Read();
                read._cached = Count(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        searches = read._searches;
        return read.Usage();
    }

    /// <summary>Reads JSON text; null when it tells no tokens.</summary>
    public static TokenUsage? Read(ReadOnlySpan<byte> json, out long? searches)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return Read(ref reader, out searches);
    }

    /// <summary>Writes the members of <c>usage</c>.</summary>
    public static void WriteChat(Utf8JsonWriter writer, in TokenUsage usage)
    {
        writer.WriteStartObject("usage");
        WritePair(writer, "billed_units", usage);
        WritePair(writer, "tokens", usage);
        if (usage.CachedInput > 0)
        {
            writer.WriteNumber("cached_tokens", usage.CachedInput);
        }

        writer.WriteEndObject();
    }

    private readonly TokenUsage? Usage()
    {
        var told = _billed.Any ? _billed : _tokens;
        if (!told.Any)
        {
            return null;
        }

        var input = told.Input ?? 0;
        return new TokenUsage
        {
            Input = input,
            Output = told.Output ?? 0,

            // The cache holds the preamble, too: more than is billed at all.
            CachedInput = _cached is { } cached && cached <= input ? cached : 0,
        };
    }

    private static void ReadPair(ref Utf8JsonReader reader, ref Pair pair, ref long? searches)
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
                reader.Read();
                pair.Input = Count(ref reader);
            }
            else if (reader.ValueTextEquals("output_tokens"u8))
            {
                reader.Read();
                pair.Output = Count(ref reader);
            }
            else if (reader.ValueTextEquals("search_units"u8))
            {
                reader.Read();
                searches = Count(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    // DIALECT: Cohere's schema calls them numbers of double precision, and its older models say 12.0.
    private static long? Count(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            reader.Skip();
            return null;
        }

        return reader.TryGetInt64(out var whole) ? Bounded(whole)
            : reader.TryGetDouble(out var real) && real == Math.Truncate(real) && Math.Abs(real) <= 1L << 53 ? Bounded((long)real)
            : null;
    }

    private static long? Bounded(long count) => count is >= 0 and <= 1L << 53 ? count : null;

    private static void WritePair(Utf8JsonWriter writer, string name, in TokenUsage usage)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("input_tokens", usage.Input);
        writer.WriteNumber("output_tokens", usage.Output);
        writer.WriteEndObject();
    }

    private struct Pair
    {
        public long? Input;
        public long? Output;

        public readonly bool Any => Input is not null || Output is not null;
    }
}
