using System.Text.Json.Nodes;

namespace Penstock.Tests.Resources.Documents;

/// <summary>An OpenAPI document, taken apart for tests.</summary>
internal sealed class ApiDocument(JsonObject root)
{
    public JsonObject Root => root;

    public IEnumerable<ApiOperation> Operations => root["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject().Select(verb => new ApiOperation(this, path.Key, verb.Key.ToUpperInvariant(), verb.Value!.AsObject())));

    public static async Task<ApiDocument> ReadAsync(HttpClient client, CancellationToken ct) =>
        new(JsonNode.Parse(await client.GetStringAsync("openapi/v1.json", ct))!.AsObject());

    public ApiOperation Operation(string path, string verb) => Operations.Single(operation => operation.Path == path && operation.Verb == verb);

    /// <summary>Follows a reference, if it is one.</summary>
    public JsonObject Resolve(JsonObject node)
    {
        while (node["$ref"] is { } reference)
        {
            JsonNode? at = root;
            foreach (var part in ((string)reference!).Split('/')[1..])
            {
                at = at?[part.Replace("~1", "/").Replace("~0", "~")];
            }

            node = at as JsonObject ?? throw new InvalidOperationException($"{reference} leads nowhere.");
        }

        return node;
    }

    /// <summary>Every object of the document, with where it is.</summary>
    public IEnumerable<(string Place, JsonObject Node)> Objects() => Walk("#", root);

    private static IEnumerable<(string, JsonObject)> Walk(string place, JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(member => Walk($"{place}/{member.Key}", member.Value)).Prepend((place, map)),
        JsonArray list => list.SelectMany((item, index) => Walk($"{place}/{index}", item)),
        _ => [],
    };
}
