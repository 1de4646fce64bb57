using System.Text.Json;
using Penstock.Config.Yaml;

namespace Penstock.Config.Governance;

/// <summary>Makes of JSON the nodes that the configuration's kinds read, so that the file and the API share one description.</summary>
internal static class JsonTree
{
    private static readonly SourcePosition Nowhere = default;

    /// <summary>The node of a value.</summary>
    public static YamlNode Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => Mapping(value),
        JsonValueKind.Array => Sequence(value),
        JsonValueKind.String => new YamlScalar(Nowhere, value.GetString()!, IsPlain: false),
        JsonValueKind.Null => new YamlScalar(Nowhere, "", IsPlain: true),
        _ => new YamlScalar(Nowhere, value.GetRawText(), IsPlain: true),
    };

    // What is null is as good as not there.
    private static YamlMapping Mapping(JsonElement value)
    {
        YamlEntry[] entries = [.. value.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null).Select(member => new YamlEntry(member.Name, Nowhere, Of(member.Value)))];
        return new YamlMapping(Nowhere, entries, 1 + entries.Sum(entry => entry.Value.Weight), 1 + entries.Select(entry => entry.Value.Height).DefaultIfEmpty().Max());
    }

    private static YamlSequence Sequence(JsonElement value)
    {
        YamlNode[] items = [.. value.EnumerateArray().Select(Of)];
        return new YamlSequence(Nowhere, items, 1 + items.Sum(item => item.Weight), 1 + items.Select(item => item.Height).DefaultIfEmpty().Max());
    }
}
