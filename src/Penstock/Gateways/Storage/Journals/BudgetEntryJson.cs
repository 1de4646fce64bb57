using System.Runtime.CompilerServices;
using System.Text.Json;
using Penstock.Domain.Money;
using Penstock.Pipeline.Budgets;

namespace Penstock.Gateways.Storage.Journals;

/// <summary>
/// The JSON of a budget's entry: an array, as each call writes one, of the word <c>budget</c>, the kind, the call's id, units,
/// since, until, at once and per second, and then of each line the budget, the scope and the slot. A call's record is an object.
/// </summary>
internal static class BudgetEntryJson
{
    private static readonly BudgetLine?[] Lines = new BudgetLine?[1024];
    private static readonly WrittenLine?[] Written = new WrittenLine?[256];

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
        WriteLines(json, entry.Lines);
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
            return new BudgetEntry((BudgetEntryKind)kind, call, units, ReadLines(ref json)) { Since = since, Until = until, AtOnce = atOnce, PerSecond = perSecond };
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or FormatException)
        {
            throw new JsonException("A part of a budget's entry has the wrong type.", wrong);
        }
    }

    /// <summary>Writes what something counts on: of each line the budget, the scope and the slot.</summary>
    public static void WriteLines(Utf8JsonWriter json, IReadOnlyList<BudgetLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            ref var kept = ref Written[(uint)RuntimeHelpers.GetHashCode(line) % (uint)Written.Length];
            if (kept is not { } written || !ReferenceEquals(written.Line, line))
            {
                kept = written = new WrittenLine(line);
            }

            json.WriteRawValue(written.Json, skipInputValidation: true);
        }
    }

    /// <summary>Reads lines up to the end of the array they are in.</summary>
    public static List<BudgetLine> ReadLines(ref Utf8JsonReader json)
    {
        var lines = new List<BudgetLine>(4);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var budget = Name(json);
            json.Read();
            lines.Add(Line(budget, Name(json), Number(ref json)));
        }

        return lines;
    }

    private static string Name(in Utf8JsonReader json) => KnownTexts.Of(json) ?? throw new JsonException("A line of a budget's entry has no name.");

    private static BudgetLine Line(string budget, string scope, long slot)
    {
        ref var known = ref Lines[(uint)HashCode.Combine(RuntimeHelpers.GetHashCode(budget), RuntimeHelpers.GetHashCode(scope), slot) % (uint)Lines.Length];
        return known is { } line && line.Slot == slot && line.Budget == budget && line.Scope == scope ? line : known = new BudgetLine(budget, scope, slot);
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

    // A line is written by every call that counts on it, as long as its slot lasts.
    private sealed class WrittenLine(BudgetLine line)
    {
        public BudgetLine Line => line;

        public byte[] Json { get; } = [.. JsonSerializer.SerializeToUtf8Bytes(line.Budget), (byte)',', .. JsonSerializer.SerializeToUtf8Bytes(line.Scope), (byte)',', .. JsonSerializer.SerializeToUtf8Bytes(line.Slot)];
    }
}
