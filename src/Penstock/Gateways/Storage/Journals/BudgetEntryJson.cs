using System.Text.Json;
using Penstock.Pipeline.Budgets;

namespace Penstock.Gateways.Storage.Journals;

/// <summary>
/// The JSON of a budget's entry: an array, as each call writes one, of the word <c>budget</c>, the kind, the call's id, units,
/// since, until, at once and per second, and then its lines. A call's record is an object.
/// </summary>
internal static class BudgetEntryJson
{
    private static ReadOnlySpan<byte> Mark => "[\"budget\","u8;

    /// <summary>Whether a payload is such an entry.</summary>
    public static bool Is(ReadOnlySpan<byte> payload) => payload.StartsWith(Mark);

    /// <summary>Writes an entry.</summary>
    public static void Write(Utf8JsonWriter json, BudgetEntry entry)
    {
        json.WriteStartArray();
        json.WriteStringValue("budget"u8);
        json.WriteNumberValue((int)entry.Kind);
        json.WriteStringValue(entry.CallId);
        json.WriteNumberValue(entry.Units);
        json.WriteNumberValue(entry.Since);
        json.WriteNumberValue(entry.Until);
        json.WriteNumberValue(entry.AtOnce);
        json.WriteNumberValue(entry.PerSecond);
        BudgetLinesJson.Write(json, entry.Lines);
        json.WriteEndArray();
    }

    /// <summary>Reads an entry.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static BudgetEntry Read(ReadOnlySpan<byte> bytes)
    {
        var json = new Utf8JsonReader(bytes);
        try
        {
            json.Read();
            json.Read();
            if (!json.ValueTextEquals("budget"u8))
            {
                throw new JsonException("It is no budget's entry.");
            }

            var kind = Number(ref json);
            if (kind is < 0 or > (int)BudgetEntryKind.Beat)
            {
                throw new JsonException("A budget's entry is of no kind there is.");
            }

            var (call, units) = (Text(ref json), Number(ref json));
            var (since, until) = (Number(ref json), Number(ref json));
            var (atOnce, perSecond) = (Number(ref json), Number(ref json));
            return new BudgetEntry((BudgetEntryKind)kind, call, units, BudgetLinesJson.Read(ref json)) { Since = since, Until = until, AtOnce = atOnce, PerSecond = perSecond };
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or FormatException)
        {
            throw new JsonException("A part of a budget's entry has the wrong type.", wrong);
        }
    }

    private static string Text(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetString() ?? throw new JsonException("A text of a budget's entry is missing.");
    }

    private static long Number(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetInt64();
    }
}
