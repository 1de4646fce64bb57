using System.Text.Json;
using Penstock.Pipeline.Budgets;

namespace Penstock.Gateways.Storage.Journals;

/// <summary>The JSON of a budget's entry in the journal. Its first member tells it from a call's record.</summary>
internal static class BudgetEntryJson
{
    private static ReadOnlySpan<byte> Mark => "{\"budget\":"u8;

    /// <summary>Whether a payload is such an entry.</summary>
    public static bool Is(ReadOnlySpan<byte> payload) => payload.StartsWith(Mark);

    /// <summary>Writes an entry.</summary>
    public static void Write(Utf8JsonWriter json, BudgetEntry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("budget"u8, (int)entry.Kind);
        json.WriteString("call"u8, entry.CallId);
        json.WriteNumber("units"u8, entry.Units);
        Number(json, "since"u8, entry.Since);
        Number(json, "until"u8, entry.Until);
        Number(json, "at_once"u8, entry.AtOnce);
        Number(json, "per_second"u8, entry.PerSecond);
        json.WriteStartArray("lines"u8);
        foreach (var line in entry.Lines)
        {
            json.WriteStringValue(line.Budget);
            json.WriteStringValue(line.Scope);
            json.WriteNumberValue(line.Slot);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads an entry.</summary>
    /// <exception cref="JsonException">It is not JSON, or no entry.</exception>
    public static BudgetEntry Read(ReadOnlySpan<byte> bytes)
    {
        long kind = -1, units = 0, since = 0, until = 0, atOnce = 0, perSecond = 0;
        string? call = null;
        var lines = new List<BudgetLine>(2);
        var json = new Utf8JsonReader(bytes);
        try
        {
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("lines"u8))
                {
                    ReadLines(ref json, lines);
                    continue;
                }

                ref var number = ref kind;
                if (json.ValueTextEquals("call"u8))
                {
                    json.Read();
                    call = json.GetString();
                    continue;
                }

                if (json.ValueTextEquals("units"u8))
                {
                    number = ref units;
                }
                else if (json.ValueTextEquals("since"u8))
                {
                    number = ref since;
                }
                else if (json.ValueTextEquals("until"u8))
                {
                    number = ref until;
                }
                else if (json.ValueTextEquals("at_once"u8))
                {
                    number = ref atOnce;
                }
                else if (json.ValueTextEquals("per_second"u8))
                {
                    number = ref perSecond;
                }
                else if (!json.ValueTextEquals("budget"u8))
                {
                    json.Skip();
                    continue;
                }

                json.Read();
                number = json.GetInt64();
            }
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or FormatException)
        {
            throw new JsonException("A member of a budget's entry has the wrong type.", wrong);
        }

        if (call is null || kind is < 0 or > (int)BudgetEntryKind.Beat)
        {
            throw new JsonException("It is no budget's entry.");
        }

        return new BudgetEntry((BudgetEntryKind)kind, call, units, lines) { Since = since, Until = until, AtOnce = atOnce, PerSecond = perSecond };
    }

    private static void ReadLines(ref Utf8JsonReader json, List<BudgetLine> lines)
    {
        json.Read();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var budget = json.GetString()!;
            json.Read();
            var scope = json.GetString()!;
            json.Read();
            lines.Add(new BudgetLine(budget, scope, json.GetInt64()));
        }
    }

    private static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> name, long value)
    {
        if (value != 0)
        {
            json.WriteNumber(name, value);
        }
    }
}
