using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Penstock.Resources.Documents;

/// <summary>The schemas of one document: each is put there once, when it is first referred to, with all that it refers to itself.</summary>
internal sealed class SchemaShelf
{
    private const string Prefix = "#/components/schemas/";
    private readonly SortedDictionary<string, JsonNode?> _schemas = new(StringComparer.Ordinal);

    /// <summary>A reference to a schema.</summary>
    public JsonObject Refer(WireSchema schema)
    {
        if (_schemas.TryAdd(schema.Name, null))
        {
            var made = Make(schema);
            _schemas[schema.Name] = made;
            foreach (var name in References(made).ToArray().Where(name => !_schemas.ContainsKey(name)))
            {
                Refer(WireSchema.Written(name));
            }
        }

        return new JsonObject { ["$ref"] = Prefix + schema.Name };
    }

    /// <summary>The schemas, by name.</summary>
    public JsonObject ToJson() => new(_schemas);

    private JsonNode Make(WireSchema schema)
    {
        switch (schema)
        {
            case RecordSchema record:
                return SchemaExport.Of(record.Type, ReferRecord);
            case MadeSchema made:
                foreach (var part in made.Parts)
                {
                    Refer(part);
                }

                return made.Schema.DeepClone();
            default:
                return WrittenSchemas.Find(schema.Name);
        }
    }

    private JsonNode ReferRecord(JsonTypeInfo type) => Refer(WireSchema.Of(type));

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(member => member is { Key: "$ref", Value: JsonValue reference } && ((string)reference!).StartsWith(Prefix, StringComparison.Ordinal)
            ? [((string)reference!)[Prefix.Length..]]
            : References(member.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };
}
