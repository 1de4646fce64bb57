using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Penstock.Domain.Calls;
using Penstock.Domain.Money;
using Penstock.Gateways.Storage.Sql;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Journals;

/// <summary>
/// The JSON of a record in the journal: members without a value are left out, unknown ones are passed over. It is written by
/// hand because every call pays for it: the serializer takes five times as long to read one, and 40 ms of the first call.
/// </summary>
internal static partial class CallRecordJson
{
    private static readonly Dictionary<string, string> _noTags = [];

    /// <summary>Writes a record.</summary>
    public static void Write(Utf8JsonWriter json, CallRecord record)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, record.Id);
        json.WriteNumber("started_at"u8, record.StartedAt);
        Text(json, "key_id"u8, record.KeyId);
        Text(json, "model"u8, record.Model);
        Text(json, "provider"u8, record.Provider);
        Text(json, "upstream_model"u8, record.UpstreamModel);
        json.WriteString("dialect"u8, record.Dialect);
        json.WriteString("capability"u8, record.Capability);
        json.WriteNumber("stream"u8, record.Stream ? 1 : 0);
        json.WriteNumber("status"u8, record.Status);
        json.WriteNumber("end"u8, (int)record.End);
        Text(json, "error_kind"u8, record.ErrorKind);
        if (record.Usage is { } usage)
        {
            json.WriteNumber("input"u8, usage.Input);
            json.WriteNumber("output"u8, usage.Output);
            json.WriteNumber("cached_input"u8, usage.CachedInput);
            json.WriteNumber("cache_write_input"u8, usage.CacheWriteInput);
            json.WriteNumber("reasoning"u8, usage.Reasoning);
            json.WriteNumber("audio_input"u8, usage.AudioInput);
            json.WriteNumber("audio_output"u8, usage.AudioOutput);
        }

        Number(json, "time_to_first_byte"u8, record.TimeToFirstByte);
        json.WriteNumber("duration"u8, record.Duration);
        json.WriteNumber("request_bytes"u8, record.RequestBytes);
        json.WriteNumber("response_bytes"u8, record.ResponseBytes);
        json.WriteNumber("attempts"u8, record.Attempts);
        if (record.UsageEstimated)
        {
            json.WriteNumber("usage_estimated"u8, 1);
        }

        Amount(json, "cost"u8, record.Cost);
        Amount(json, "cost_input"u8, record.CostInput);
        Amount(json, "cost_output"u8, record.CostOutput);
        Text(json, "currency"u8, record.Currency);
        Text(json, "price_source"u8, record.PriceSource);
        if (record.PriceUnknown)
        {
            json.WriteNumber("price_unknown"u8, 1);
        }

        if (record.Usage?.Details is { } details)
        {
            json.WritePropertyName("usage_details"u8);
            JsonSerializer.Serialize(json, details, ColumnJson.Default.UsageDetails);
        }

        Json(json, "attempt_log"u8, record.AttemptLog, ColumnJson.Default.IReadOnlyListAttemptRecord);
        Json(json, "dropped"u8, record.Dropped, ColumnJson.Default.IReadOnlyListString);
        Json(json, "answer_dropped"u8, record.AnswerDropped, ColumnJson.Default.IReadOnlyListString);
        Text(json, "user_id"u8, record.UserId);
        Text(json, "service_account_id"u8, record.ServiceAccountId);
        Texts(json, "teams"u8, record.Teams);
        Text(json, "region"u8, record.Region);
        Texts(json, "decisions"u8, record.Decisions);
        Number(json, "reserved"u8, record.Reserved);
        Number(json, "settled"u8, record.Settled);
        if (record.SettledOn.Count > 0)
        {
            json.WriteStartArray("settled_on"u8);
            BudgetLinesJson.Write(json, record.SettledOn);
            json.WriteEndArray();
        }

        Tags(json, "tags"u8, record.Tags);
        Tags(json, "governed_tags"u8, record.GovernedTags);
        json.WriteEndObject();
    }

    /// <summary>Reads a record.</summary>
    /// <exception cref="JsonException">It is not JSON, or no record.</exception>
    public static CallRecord Read(ReadOnlySpan<byte> bytes)
    {
        string? id = null, key = null, model = null, provider = null, upstream = null, dialect = null, capability = null, error = null;
        long stream = 0, status = 0, end = 0, duration = 0, request = 0, response = 0, attempts = 0;
        long? started = null, first = null, input = null;
        long output = 0, cached = 0, cacheWrite = 0, reasoning = 0, audioInput = 0, audioOutput = 0;
        long estimated = 0, unpriced = 0;
        long? cost = null, costInput = null, costOutput = null;
        string? currency = null, priceSource = null;
        UsageDetails? details = null;
        IReadOnlyList<AttemptRecord> attemptLog = [];
        IReadOnlyList<string> dropped = [], answerDropped = [], teams = [], decisions = [];
        string? user = null, serviceAccount = null, region = null;
        long? reserved = null, settled = null;
        IReadOnlyList<BudgetLine> settledOn = [];
        var tags = _noTags;
        var governedTags = _noTags;
        try
        {
            var json = new Utf8JsonReader(bytes);
            Expect(ref json, JsonTokenType.StartObject);
            json.Read();
            while (json.TokenType == JsonTokenType.PropertyName)
            {
                // In the order of Write: then one round finds them all.
                var left = bytes.Length - json.TokenStartIndex;
                Take(ref json, "id"u8, ref id);
                Take(ref json, "started_at"u8, ref started);
                TakeKnown(ref json, "key_id"u8, ref key);
                TakeKnown(ref json, "model"u8, ref model);
                TakeKnown(ref json, "provider"u8, ref provider);
                TakeKnown(ref json, "upstream_model"u8, ref upstream);
                TakeKnown(ref json, "dialect"u8, ref dialect);
                TakeKnown(ref json, "capability"u8, ref capability);
                Take(ref json, "stream"u8, ref stream);
                Take(ref json, "status"u8, ref status);
                Take(ref json, "end"u8, ref end);
                TakeKnown(ref json, "error_kind"u8, ref error);
                Take(ref json, "input"u8, ref input);
                Take(ref json, "output"u8, ref output);
                Take(ref json, "cached_input"u8, ref cached);
                Take(ref json, "cache_write_input"u8, ref cacheWrite);
                Take(ref json, "reasoning"u8, ref reasoning);
                Take(ref json, "audio_input"u8, ref audioInput);
                Take(ref json, "audio_output"u8, ref audioOutput);
                Take(ref json, "time_to_first_byte"u8, ref first);
                Take(ref json, "duration"u8, ref duration);
                Take(ref json, "request_bytes"u8, ref request);
                Take(ref json, "response_bytes"u8, ref response);
                Take(ref json, "attempts"u8, ref attempts);
                Take(ref json, "usage_estimated"u8, ref estimated);
                Take(ref json, "cost"u8, ref cost);
                Take(ref json, "cost_input"u8, ref costInput);
                Take(ref json, "cost_output"u8, ref costOutput);
                TakeKnown(ref json, "currency"u8, ref currency);
                TakeKnown(ref json, "price_source"u8, ref priceSource);
                Take(ref json, "price_unknown"u8, ref unpriced);
                TakeDetails(ref json, ref details);
                Take(ref json, "attempt_log"u8, ref attemptLog, ColumnJson.Default.IReadOnlyListAttemptRecord);
                Take(ref json, "dropped"u8, ref dropped, ColumnJson.Default.IReadOnlyListString);
                Take(ref json, "answer_dropped"u8, ref answerDropped, ColumnJson.Default.IReadOnlyListString);
                TakeKnown(ref json, "user_id"u8, ref user);
                TakeKnown(ref json, "service_account_id"u8, ref serviceAccount);
                Take(ref json, "teams"u8, ref teams, ColumnJson.Default.IReadOnlyListString);
                TakeKnown(ref json, "region"u8, ref region);
                Take(ref json, "decisions"u8, ref decisions, ColumnJson.Default.IReadOnlyListString);
                Take(ref json, "reserved"u8, ref reserved);
                Take(ref json, "settled"u8, ref settled);
                TakeLines(ref json, ref bytes, ref settledOn);
                TakeTags(ref json, "tags"u8, ref tags);
                TakeTags(ref json, "governed_tags"u8, ref governedTags);
                if (bytes.Length - json.TokenStartIndex == left)
                {
                    // Nobody knows it.
                    json.Skip();
                    json.Read();
                }
            }
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A member has the wrong type.", e);
        }
        catch (FormatException e)
        {
            throw new JsonException("A number is out of range.", e);
        }

        return new CallRecord
        {
            Id = id ?? throw Missing("id"),
            StartedAt = started ?? throw Missing("started_at"),
            KeyId = key,
            Model = model,
            Provider = provider,
            UpstreamModel = upstream,
            Dialect = dialect ?? throw Missing("dialect"),
            Capability = capability ?? throw Missing("capability"),
            Stream = stream != 0,
            Status = (int)status,
            End = end is >= 0 and <= (int)CallEnd.ClientLeft ? (CallEnd)end : throw new JsonException($"There is no 'end' {end}."),
            ErrorKind = error,
            Usage = input is null ? null : new TokenUsage
            {
                Input = input.Value,
                Output = output,
                CachedInput = cached,
                CacheWriteInput = cacheWrite,
                Reasoning = reasoning,
                AudioInput = audioInput,
                AudioOutput = audioOutput,
                Details = details,
            },
            TimeToFirstByte = first,
            Duration = duration,
            RequestBytes = request,
            ResponseBytes = response,
            Attempts = (int)attempts,
            AttemptLog = attemptLog,
            UsageEstimated = estimated != 0,
            Cost = Of(cost),
            CostInput = Of(costInput),
            CostOutput = Of(costOutput),
            Currency = currency,
            PriceSource = priceSource,
            PriceUnknown = unpriced != 0,
            Dropped = dropped,
            AnswerDropped = answerDropped,
            Tags = tags,
            UserId = user,
            ServiceAccountId = serviceAccount,
            Teams = teams,
            Region = region,
            GovernedTags = governedTags,
            Decisions = decisions,
            Reserved = reserved,
            Settled = settled,
            SettledOn = settledOn,
        };
    }

    private static Amount? Of(long? units) => units is { } known ? new Amount(known) : null;

    private static void Amount(Utf8JsonWriter json, ReadOnlySpan<byte> name, Amount? amount)
    {
        if (amount is { } known)
        {
            json.WriteNumber(name, known.Units);
        }
    }

    private static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void Texts(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        for (var i = 0; i < values.Count; i++)
        {
            json.WriteStringValue(values[i]);
        }

        json.WriteEndArray();
    }

    private static void Tags(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyDictionary<string, string> tags)
    {
        if (tags.Count == 0)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach (var (tag, value) in tags)
        {
            json.WriteString(tag, value);
        }

        json.WriteEndObject();
    }

    // What few records have is left to the serializer.
    private static void Json<T>(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<T> items, JsonTypeInfo<IReadOnlyList<T>> type)
    {
        if (items.Count > 0)
        {
            json.WritePropertyName(name);
            JsonSerializer.Serialize(json, items, type);
        }
    }
}
