using System.Text.Json;

namespace Penstock.Dialects.Usage;

/// <summary>Where something stands in an answer: members, and items of lists that a member tells apart (<c>modality</c> is AUDIO).</summary>
/// <param name="steps">The way; the last is a member.</param>
internal sealed class UsagePath(IReadOnlyList<UsagePath.Step> steps)
{
    /// <summary>Reads one.</summary>
    public static UsagePath Read(JsonElement json) => new([.. json.EnumerateArray().Select(step => step.ValueKind == JsonValueKind.String
        ? new Step(step.GetString()!, null)
        : new Step(step.GetProperty("field").GetString()!, TextRule.Read(step.GetProperty("match"))))]);

    /// <summary>What is there; null when there is nothing.</summary>
    public JsonElement? Find(JsonElement from)
    {
        JsonElement? at = from;
        foreach (var step in steps)
        {
            at = step.Match is { } match ? Item(at.Value, step.Member, match) : Member(at.Value, step.Member);
            if (at is null)
            {
                return null;
            }
        }

        return at;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join('.', steps.Where(step => step.Match is null).Select(step => step.Member));

    private static JsonElement? Member(JsonElement from, string name) => from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) ? value : null;

    private static JsonElement? Item(JsonElement from, string member, TextRule match)
    {
        if (from.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in from.EnumerateArray())
            {
                if (Member(item, member) is { ValueKind: JsonValueKind.String } told && match.Matches(told.GetString()!.ToLowerInvariant()))
                {
                    return item;
                }
            }
        }

        return null;
    }

    /// <summary>A member, or the item of a list whose member matches.</summary>
    internal readonly record struct Step(string Member, TextRule? Match);
}
