using System.Runtime.CompilerServices;
using System.Text.Json;
using Penstock.Domain.Money;

namespace Penstock.Gateways.Storage.Journals;

/// <summary>
/// The JSON of what calls count on, inside an array: of each line the budget, the scope and the slot. Calls in a row count on the same lines, as long as their slots
/// last: they are written and read once. A race at worst does it again.
/// </summary>
internal static class BudgetLinesJson
{
    private const int Places = 256;
    private static readonly Written?[] _written = new Written?[Places];
    private static readonly Known?[] _read = new Known?[Places];

    /// <summary>Writes lines into an array.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<BudgetLine> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        ref var kept = ref _written[RuntimeHelpers.GetHashCode(lines) & (Places - 1)];
        if (kept is not { } written || !ReferenceEquals(written.Lines, lines))
        {
            kept = written = new Written(lines);
        }

        json.WriteRawValue(written.Json, skipInputValidation: true);
    }

    /// <summary>Reads lines up to the end of the array they are in.</summary>
    /// <param name="json">The reader; it stands where the array begins.</param>
    /// <param name="all">What it reads; a part of that where it was made to go on behind lines that are known.</param>
    public static IReadOnlyList<BudgetLine> Read(ref Utf8JsonReader json, ref ReadOnlySpan<byte> all)
    {
        var rest = all[(int)json.BytesConsumed..];
        var end = rest.IndexOf((byte)']');
        var text = end < 0 ? default : rest[..end];
        ref var known = ref _read[Crc32C.Of(text) % Places];
        if (end >= 0 && known is { } same && text.SequenceEqual(same.Json))
        {
            all = rest[end..];
            json = new Utf8JsonReader(all, isFinalBlock: true, json.CurrentState);
            json.Read();
            return same.Lines;
        }

        var begin = json.BytesConsumed;
        var lines = Read(ref json);
        if (json.TokenStartIndex == begin + end)
        {
            // Else the bracket is one in a name.
            known = new Known(text.ToArray(), lines);
        }

        return lines;
    }

    /// <summary>Reads lines up to the end of the array they are in.</summary>
    public static List<BudgetLine> Read(ref Utf8JsonReader json)
    {
        var lines = new List<BudgetLine>(4);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var budget = Name(json);
            json.Read();
            var scope = Name(json);
            json.Read();
            lines.Add(new BudgetLine(budget, scope, json.GetInt64()));
        }

        return lines;
    }

    private static string Name(in Utf8JsonReader json) => KnownTexts.Of(json) ?? throw new JsonException("A line of a budget's entry has no name.");

    private sealed class Written(IReadOnlyList<BudgetLine> lines)
    {
        public IReadOnlyList<BudgetLine> Lines => lines;

        public byte[] Json { get; } = JsonSerializer.SerializeToUtf8Bytes(lines.SelectMany(line => (object[])[line.Budget, line.Scope, line.Slot]))[1..^1];
    }

    private sealed record Known(byte[] Json, IReadOnlyList<BudgetLine> Lines);
}
