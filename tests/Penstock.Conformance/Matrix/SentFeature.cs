using System.Text.Json.Nodes;

namespace Penstock.Conformance.Matrix;

/// <summary>Whether a provider got a feature where its own dialect has it.</summary>
internal static class SentFeature
{
    private static readonly IReadOnlyDictionary<string, (string Tool, string Parameters, string[] Schemas, string[] Images)> s_places =
        new Dictionary<string, (string, string, string[], string[])>
        {
            ["openai"] = ("tools.function.name", "tools.function.parameters", ["response_format.json_schema.schema"], ["messages.content.image_url.url"]),
            ["mistral"] = ("tools.function.name", "tools.function.parameters", ["response_format.json_schema.schema"], ["messages.content.image_url.url", "messages.content.image_url"]),
            ["openai-responses"] = ("tools.name", "tools.parameters", ["text.format.schema"], ["input.content.image_url"]),
            ["anthropic"] = ("tools.name", "tools.input_schema", ["output_config.format.schema", "output_format.schema"], ["messages.content.source.data"]),
            ["gemini"] = ("tools.functionDeclarations.name", "tools.functionDeclarations.parametersJsonSchema", ["generationConfig.responseJsonSchema", "generationConfig.responseSchema"], ["contents.parts.inlineData.data"]),
            ["bedrock"] = ("toolConfig.tools.toolSpec.name", "toolConfig.tools.toolSpec.inputSchema.json", ["outputConfig.textFormat.structure.jsonSchema.schema"], ["messages.content.image.source.bytes"]),
            ["cohere"] = ("tools.function.name", "tools.function.parameters", ["response_format.json_schema", "response_format.schema"], ["messages.content.image_url.url"]),
        };

    /// <summary>What the provider did not get; null when it got all.</summary>
    public static string? Missing(string provider, string feature, JsonNode? body)
    {
        var (tool, parameters, schemas, images) = s_places[provider];
        var leaves = Leaves("", body).ToArray();
        return feature switch
        {
            MatrixFeatures.Tools when !leaves.Where(leaf => leaf.Path == tool).Select(leaf => leaf.Value).SequenceEqual(MatrixFeatures.ToolNames) => $"the tools in `{tool}`",
            // Some SDKs ask for a form by a tool that is to be called; that is theirs to choose.
            MatrixFeatures.Structured when !leaves.Any(leaf => IsSchema(leaf, schemas)) && !leaves.Any(leaf => IsSchema(leaf, [parameters, "tools.functionDeclarations.parameters"])) => $"the schema in `{schemas[0]}`",
            MatrixFeatures.Image when !leaves.Any(leaf => images.Contains(leaf.Path) && leaf.Value.EndsWith(MatrixFeatures.Picture, StringComparison.Ordinal)) => $"the picture in `{images[0]}`",
            _ => null,
        };
    }

    // DIALECT: Bedrock's schema is a text.
    private static bool IsSchema((string Path, string Value) leaf, string[] places) => Array.Exists(places, place =>
        (leaf.Path == place && leaf.Value.Contains("\"integer_a\"", StringComparison.Ordinal)) || leaf.Path == place + ".properties.integer_a.type");

    private static IEnumerable<(string Path, string Value)> Leaves(string path, JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Leaves(path.Length == 0 ? member.Key : $"{path}.{member.Key}", member.Value)),
        JsonArray items => items.SelectMany(item => Leaves(path, item)),
        null => [],
        _ => [(path, node.ToString())],
    };
}
