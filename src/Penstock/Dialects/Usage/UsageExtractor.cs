using System.Globalization;
using System.Text.Json;

namespace Penstock.Dialects.Usage;

/// <summary>Reads the use of a call out of a provider's raw answer, as one of its dialects tells it: data, not code.</summary>
/// <param name="Dialect">The dialect, as the shipped prices call it: <c>chat</c>, <c>responses</c>, <c>default</c>.</param>
/// <param name="Root">Where the use stands.</param>
/// <param name="Model">Where the model's name stands.</param>
/// <param name="Mappings">What is counted where, and as what.</param>
internal sealed record UsageExtractor(string Dialect, UsagePath Root, UsagePath Model, IReadOnlyList<UsageMapping> Mappings)
{
    private const decimal Most = 1L << 53;

    /// <summary>Reads one.</summary>
    public static UsageExtractor Read(JsonElement json) => new(
        json.GetProperty("dialect").GetString()!,
        UsagePath.Read(json.GetProperty("root")),
        UsagePath.Read(json.GetProperty("model")),
        [.. json.GetProperty("mappings").EnumerateArray().Select(mapping => new UsageMapping(
            UsagePath.Read(mapping.GetProperty("path")), mapping.GetProperty("to").GetString()!, mapping.TryGetProperty("required", out var required) && required.GetBoolean()))]);

    /// <summary>Extracts it. Counts that go to the same unit are added up.</summary>
    public RawUsage Extract(JsonElement answer)
    {
        var model = Model.Find(answer) is { ValueKind: JsonValueKind.String } named ? named.GetString() : null;
        var counts = new Dictionary<string, decimal>(StringComparer.Ordinal);
        if (Root.Find(answer) is not { ValueKind: JsonValueKind.Object } root)
        {
            return new RawUsage(model, counts, $"It has no object '{Root}'.");
        }

        foreach (var mapping in Mappings)
        {
            if (mapping.Path.Find(root) is not { ValueKind: JsonValueKind.Number } told)
            {
                if (mapping.Required)
                {
                    return new RawUsage(model, counts, $"It has no number '{Root}.{mapping.Path}'.");
                }

                continue;
            }

            if (!told.TryGetDecimal(out var count) || count is < 0 or > Most)
            {
                return new RawUsage(model, counts, string.Create(CultureInfo.InvariantCulture, $"'{Root}.{mapping.Path}' is {told.GetRawText()}, which is no count: write a number from 0 to {Most}."));
            }

            counts[mapping.To] = counts.GetValueOrDefault(mapping.To) + count;
        }

        return counts.Count == 0 ? new RawUsage(model, counts, $"There is nothing of use in '{Root}'.") : new RawUsage(model, counts);
    }
}
