using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Penstock.Domain.Calls;
using Penstock.Domain.Money;
using Penstock.Gateways.Storage.Sql;

namespace Penstock.Gateways.Storage.Journals;

/// <summary>Reading one member, if it is the next.</summary>
internal static partial class CallRecordJson
{
    private static void TakeLines(ref Utf8JsonReader json, ref ReadOnlySpan<byte> bytes, ref IReadOnlyList<BudgetLine> lines)
    {
        if (Is(ref json, "settled_on"u8))
        {
            lines = json.TokenType == JsonTokenType.StartArray ? BudgetLinesJson.Read(ref json, ref bytes) : throw new JsonException("'settled_on' is no array.");
            json.Read();
        }
    }

    private static void TakeDetails(ref Utf8JsonReader json, ref UsageDetails? details)
    {
        if (Is(ref json, "usage_details"u8))
        {
            details = JsonSerializer.Deserialize(ref json, ColumnJson.Default.UsageDetails);
            json.Read();
        }
    }

    // Whether the next member is of a name; then its value is next.
    private static bool Is(ref Utf8JsonReader json, ReadOnlySpan<byte> name) => json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals(name) && json.Read();

    private static void Take<T>(ref Utf8JsonReader json, ReadOnlySpan<byte> name, ref IReadOnlyList<T> items, JsonTypeInfo<IReadOnlyList<T>> type)
    {
        if (Is(ref json, name))
        {
            items = JsonSerializer.Deserialize(ref json, type) ?? [];
            json.Read();
        }
    }

    private static void Take(ref Utf8JsonReader json, ReadOnlySpan<byte> name, ref string? value)
    {
        if (Is(ref json, name))
        {
            value = json.GetString();
            json.Read();
        }
    }

    private static void TakeKnown(ref Utf8JsonReader json, ReadOnlySpan<byte> name, ref string? value)
    {
        if (Is(ref json, name))
        {
            value = KnownTexts.Of(json);
            json.Read();
        }
    }

    private static void Take(ref Utf8JsonReader json, ReadOnlySpan<byte> name, ref long value)
    {
        if (Is(ref json, name))
        {
            value = json.GetInt64();
            json.Read();
        }
    }

    private static void Take(ref Utf8JsonReader json, ReadOnlySpan<byte> name, ref long? value)
    {
        if (Is(ref json, name))
        {
            value = json.GetInt64();
            json.Read();
        }
    }

    private static void TakeTags(ref Utf8JsonReader json, ReadOnlySpan<byte> member, ref Dictionary<string, string> tags)
    {
        if (!Is(ref json, member))
        {
            return;
        }

        tags = [];
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException($"There should be a {JsonTokenType.StartObject}, not a {json.TokenType}.");
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            Expect(ref json, JsonTokenType.String);
            tags[name] = json.GetString()!;
        }

        json.Read();
    }

    private static void Expect(ref Utf8JsonReader json, JsonTokenType token)
    {
        if (!json.Read() || json.TokenType != token)
        {
            throw new JsonException($"There should be a {token}, not a {json.TokenType}.");
        }
    }

    private static JsonException Missing(string member) => new($"It has no '{member}'.");
}
