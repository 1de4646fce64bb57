using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Models;

namespace Penstock.Dialects.JsonService;

/// <summary>
/// Makes a <see cref="JsonShape"/> of a schema of OpenAPI 3.0 or 3.1. What shapes cannot say (unions of unlike types, <c>not</c>,
/// <c>if</c>, <c>uniqueItems</c>, external references) lets every value pass: the service itself decides about it.
/// </summary>
/// <param name="root">The document, for references.</param>
/// <param name="answers">Whether the schemas are of answers: these have no <c>writeOnly</c> members, requests no <c>readOnly</c> ones.</param>
internal sealed class SchemaTranslator(JsonElement root, bool answers)
{
    private const int Deepest = 64;
    private const string Unnamed = "object";
    private static readonly JsonShape Anything = new AnyShape { Nullable = true };

    private readonly Dictionary<string, JsonShape?> _references = new(StringComparer.Ordinal);

    // DIALECT: pydantic 1 (FastAPI up to 0.99) takes null for an `Optional` member and does not say so; the service decides.
    private readonly bool _old = root.Text("openapi")?.StartsWith("3.0", StringComparison.Ordinal) == true;
    private int _depth;

    /// <summary>The shape of a schema.</summary>
    public JsonShape Translate(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || _depth >= Deepest)
        {
            return Anything;
        }

        _depth++;
        var shape = schema.Text("$ref") is { } reference ? Reference(reference) : Typed(schema);
        _depth--;
        return Described(shape, schema);
    }

    private JsonShape Reference(string reference)
    {
        if (_references.TryGetValue(reference, out var known))
        {
            // Null while it is being made: a record inside itself.
            return known ?? new RecursiveShape(JsonPointer.NameOf(reference), () => _references[reference]!);
        }

        if (!JsonPointer.TryFind(root, reference, out var schema))
        {
            return Anything;
        }

        _references[reference] = null;
        var shape = Translate(schema);
        if (shape is RecordShape record)
        {
            shape = record with { Name = JsonPointer.NameOf(reference) };
        }

        // A reference to nothing but itself says nothing.
        shape = shape is RecursiveShape ? Anything : shape;
        _references[reference] = shape;
        return shape;
    }

    private JsonShape Typed(JsonElement schema)
    {
        if (schema.Member("const") is { } only)
        {
            return SchemaChoices.Of([only], literal: true);
        }

        if (schema.Member("enum") is { ValueKind: JsonValueKind.Array } values)
        {
            return SchemaChoices.Of(values.EnumerateArray(), literal: false);
        }

        if (schema.Items("allOf").ToArray() is { Length: > 0 } parts)
        {
            return All(schema, parts);
        }

        foreach (var union in (string[])["anyOf", "oneOf"])
        {
            if (schema.Items(union).ToArray() is { Length: > 0 } cases)
            {
                return schema.Member("properties") is null ? OneOf(cases) : Anything;
            }
        }

        var types = SchemaTypes.Of(schema);
        var nullable = types.Contains("null") || schema.Flag("nullable");
        string[] rest = [.. types.Where(type => type != "null")];
        return rest switch
        {
            [var type] => Single(schema, type) with { Nullable = nullable },
            ["integer", "number"] or ["number", "integer"] => Single(schema, "number") with { Nullable = nullable },
            _ => Anything,
        };
    }

    private JsonShape Single(JsonElement schema, string type) => type switch
    {
        "boolean" => new BoolShape(),
        "integer" => SchemaTypes.Integer(schema),
        "number" => SchemaTypes.Number(schema),
        "string" => SchemaTypes.Text(schema),
        "array" => new ListShape(schema.Member("items") is { } items && schema.Member("prefixItems") is null ? Translate(items) : Anything)
        {
            Constraints = SchemaTypes.Constraints(schema),
        },
        "object" => Object(schema),
        _ => Anything,
    };

    private JsonShape Object(JsonElement schema)
    {
        var extra = schema.Member("additionalProperties");
        if (schema.Member("properties") is not { ValueKind: JsonValueKind.Object } && extra is not { ValueKind: JsonValueKind.False })
        {
            return new MapShape(extra is { } value ? Translate(value) : Anything) { Constraints = SchemaTypes.Constraints(schema) };
        }

        return new RecordShape(schema.Text("title") ?? Unnamed, Members(schema), extra is { ValueKind: JsonValueKind.False } ? ExtraMembers.Refused : ExtraMembers.Allowed);
    }

    private List<JsonMember> Members(JsonElement schema)
    {
        var required = schema.TextItems("required").ToHashSet(StringComparer.Ordinal);
        var members = new List<JsonMember>();
        foreach (var property in schema.Members("properties"))
        {
            if (!property.Value.Flag(answers ? "writeOnly" : "readOnly"))
            {
                var (shape, preset, must) = (Translate(property.Value), property.Value.Member("default"), required.Contains(property.Name));
                members.RemoveAll(member => member.Name == property.Name);
                members.Add(new JsonMember(property.Name, shape with { Nullable = shape.Nullable || (_old && !must && preset is null) }, must, preset?.GetRawText()));
            }
        }

        return members;
    }

    // Pydantic 1 wraps a single reference so, to say something beside it; others build records of parts.
    private JsonShape All(JsonElement schema, JsonElement[] parts)
    {
        var shapes = parts.Select(Translate).ToList();
        if (schema.Member("properties") is not null)
        {
            shapes.Add(Object(schema));
        }

        if (shapes.Count == 1)
        {
            return shapes[0] with { Nullable = shapes[0].Nullable || schema.Flag("nullable") };
        }

        var required = schema.TextItems("required").ToHashSet(StringComparer.Ordinal);
        var members = new List<JsonMember>();
        foreach (var shape in shapes)
        {
            if (shape is not RecordShape part)
            {
                return Anything;
            }

            foreach (var member in part.Members)
            {
                var before = members.FindIndex(known => known.Name == member.Name);
                var merged = member with { Required = member.Required || required.Contains(member.Name) || (before >= 0 && members[before].Required) };
                if (before < 0)
                {
                    members.Add(merged);
                }
                else
                {
                    members[before] = merged;
                }
            }
        }

        return new RecordShape(schema.Text("title") ?? Unnamed, members, ExtraMembers.Allowed) { Nullable = schema.Flag("nullable") };
    }

    private JsonShape OneOf(JsonElement[] cases)
    {
        JsonElement[] rest = [.. cases.Where(one => !SchemaTypes.IsNull(one))];
        var nullable = rest.Length < cases.Length;
        var shapes = rest.Select(Translate).ToArray();
        return shapes switch
        {
            [var only] => only with { Nullable = only.Nullable || nullable },
            _ when shapes.Length > 0 && shapes.All(shape => shape is ChoiceShape) =>
                new ChoiceShape([.. shapes.Cast<ChoiceShape>().SelectMany(shape => shape.Choices)], shapes.Cast<ChoiceShape>().All(shape => shape.Literal)) { Nullable = nullable || shapes.Any(shape => shape.Nullable) },
            _ => Anything,
        };
    }

    private static JsonShape Described(JsonShape shape, JsonElement schema)
    {
        var example = schema.Member("example") ?? schema.Items("examples").Select(item => (JsonElement?)item).FirstOrDefault();
        return schema.Text("description") is { } text || example is not null
            ? shape with { Description = schema.Text("description") ?? shape.Description, Example = example?.GetRawText() ?? shape.Example }
            : shape;
    }
}
