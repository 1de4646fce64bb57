using System.Text.Json.Nodes;

namespace Penstock.Resources.Management.Managed;

/// <summary>What is different between two JSON objects, and merge patches.</summary>
internal static class JsonChanges
{
    /// <summary>Every difference: <c>path</c> (members joined by dots), <c>before</c> and <c>after</c>. Lists are compared as wholes.</summary>
    public static JsonArray Between(JsonObject? before, JsonObject? after)
    {
        var changes = new JsonArray();
        Compare("", before ?? [], after ?? [], changes);
        return changes;
    }

    /// <summary>An object after a merge patch (RFC 7396).</summary>
    public static JsonObject Merge(JsonObject target, JsonObject patch)
    {
        var merged = (JsonObject)target.DeepClone();
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                merged.Remove(name);
            }
            else
            {
                merged[name] = value is JsonObject inner ? Merge(merged[name] as JsonObject ?? [], inner) : value.DeepClone();
            }
        }

        return merged;
    }

    private static void Compare(string path, JsonObject before, JsonObject after, JsonArray changes)
    {
        foreach (var name in before.Select(member => member.Key).Union(after.Select(member => member.Key)))
        {
            var (old, now) = (before[name], after[name]);
            var place = path.Length == 0 ? name : $"{path}.{name}";
            if (old is JsonObject left && now is JsonObject right)
            {
                Compare(place, left, right, changes);
            }
            else if (!JsonNode.DeepEquals(old, now))
            {
                changes.Add(new JsonObject { ["path"] = place, ["before"] = old?.DeepClone(), ["after"] = now?.DeepClone() });
            }
        }
    }
}
