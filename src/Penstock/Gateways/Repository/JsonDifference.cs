using System.Text.Json;

namespace Penstock.Gateways.Repository;

/// <summary>Compares JSON, numbers within a tolerance.</summary>
internal static class JsonDifference
{
    /// <summary>The path of the first difference with what it is; null when there is none.</summary>
    /// <param name="expected">What should come.</param>
    /// <param name="actual">What came.</param>
    /// <param name="tolerance">How far numbers may differ, in units of the larger of 1 and the number expected.</param>
    /// <param name="path">Where both stand.</param>
    public static string? Find(JsonElement expected, JsonElement actual, double tolerance, string path = "output")
    {
        if (expected.ValueKind != actual.ValueKind)
        {
            return $"{path} is {Shown(actual)} and not {Shown(expected)}";
        }

        switch (expected.ValueKind)
        {
            case JsonValueKind.Number:
                var (one, other) = (expected.GetDouble(), actual.GetDouble());
                return Math.Abs(one - other) <= tolerance * Math.Max(1, Math.Abs(one)) ? null : $"{path} is {Shown(actual)} and not {Shown(expected)}";
            case JsonValueKind.Array when expected.GetArrayLength() != actual.GetArrayLength():
                return $"{path} has {actual.GetArrayLength()} items and not {expected.GetArrayLength()}";
            case JsonValueKind.Array:
                return expected.EnumerateArray().Zip(actual.EnumerateArray())
                    .Select((pair, index) => Find(pair.First, pair.Second, tolerance, $"{path}[{index}]"))
                    .FirstOrDefault(difference => difference is not null);
            case JsonValueKind.Object:
                return expected.EnumerateObject()
                    .Select(member => actual.TryGetProperty(member.Name, out var value) ? Find(member.Value, value, tolerance, $"{path}.{member.Name}") : $"{path}.{member.Name} is missing")
                    .FirstOrDefault(difference => difference is not null)
                    ?? actual.EnumerateObject().Where(member => !expected.TryGetProperty(member.Name, out _)).Select(member => $"{path}.{member.Name} was not expected").FirstOrDefault();
            case JsonValueKind.String:
                return expected.GetString() == actual.GetString() ? null : $"{path} is {Shown(actual)} and not {Shown(expected)}";
            default:
                return null;
        }
    }

    private static string Shown(JsonElement element)
    {
        var text = element.GetRawText();
        return text.Length <= 60 ? text : text[..57] + "…";
    }
}
