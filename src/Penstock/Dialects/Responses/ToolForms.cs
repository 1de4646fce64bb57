using System.Text.Json.Nodes;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.Responses;

/// <summary>
/// The two forms that OpenAI has of one thing: chat completions put what a tool or a choice is made of into a member named like its type
/// (<c>{"type":"custom","custom":{"name":…}}</c>), responses leave it beside the type.
/// </summary>
internal static class ToolForms
{
    /// <summary>The form of chat completions.</summary>
    public static string ToChat(Members flat) => Nest(JsonNode.Parse(flat.Json)!.AsObject()).ToJsonString();

    /// <summary>The form of responses; null where the JSON is no such thing.</summary>
    public static string? ToResponses(string json) =>
        JsonNode.Parse(json) is JsonObject nested && Flatten(nested) is { } flat ? flat.ToJsonString() : null;

    private static JsonObject Nest(JsonObject flat)
    {
        var type = (string)flat["type"]!;
        var inside = new JsonObject();
        foreach (var (name, value) in flat)
        {
            if (name != "type")
            {
                inside[name] = name switch
                {
                    "tools" => new JsonArray([.. value!.AsArray().Select(tool => Nest(tool!.AsObject()))]),
                    "format" when (string?)value?["type"] == "grammar" => Nest(value.AsObject()),
                    _ => value?.DeepClone(),
                };
            }
        }

        return new JsonObject { ["type"] = type, [type] = inside };
    }

    private static JsonObject? Flatten(JsonObject nested)
    {
        if ((nested["type"] as JsonValue)?.TryGetValue<string>(out var type) != true || nested[type!] is not JsonObject inside)
        {
            return null;
        }

        var flat = new JsonObject { ["type"] = type };
        foreach (var (name, value) in inside)
        {
            flat[name] = (name, value) switch
            {
                ("tools", JsonArray tools) => new JsonArray([.. tools.Select(tool => tool is JsonObject one ? Flatten(one) ?? one.DeepClone() : tool?.DeepClone())]),
                ("format", JsonObject format) => Flatten(format) ?? format.DeepClone(),
                _ => value?.DeepClone(),
            };
        }

        return flat;
    }
}
