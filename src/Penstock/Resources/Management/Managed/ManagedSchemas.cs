using System.Text.Json.Nodes;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Management.Managed;

/// <summary>The schemas of a kind: what is sent, what is shown, and the frames around it.</summary>
internal sealed class ManagedSchemas(ManagedKind kind)
{
    /// <summary>What makes or replaces a thing.</summary>
    public WireSchema Body => WireSchema.Made(kind.TypeName + "Body", WithId(Plain()));

    /// <summary>What changes a thing.</summary>
    public WireSchema Patch
    {
        get
        {
            var schema = Plain();
            schema.Remove("required");
            var properties = schema["properties"]!.AsObject();
            foreach (var name in properties.Select(property => property.Key).ToArray())
            {
                var property = properties[name]!;
                properties.Remove(name);
                properties[name] = new JsonObject { ["anyOf"] = new JsonArray(property, new JsonObject { ["type"] = "null" }) };
            }

            schema["description"] = "A merge patch: what it leaves out stays, null takes a member away.";
            return WireSchema.Made(kind.TypeName + "Patch", WithId(schema));
        }
    }

    /// <summary>What is shown of a thing.</summary>
    public WireSchema View => WireSchema.Made(kind.TypeName, Shown());

    /// <summary>A page of a list.</summary>
    public WireSchema List => WireSchema.Made(kind.TypeName + "List", Object(
        ("data", new JsonObject { ["type"] = "array", ["items"] = Reference(View), ["description"] = "The page." }),
        ("next_cursor", Text("The cursor of the next page. Null: this is the last.", orNull: true))), View);

    /// <summary>What a change would do.</summary>
    public WireSchema DryRun => WireSchema.Made(kind.TypeName + "DryRun", Object(
        ("dry_run", new JsonObject { ["type"] = "boolean", ["description"] = "True: nothing was changed." }),
        ("id", Text("The id it has or would have.")),
        ("before", Any("What it is; null where there is none.")),
        ("after", Any("What it would be; null where it would be gone.")),
        ("changes", Changes())));

    /// <summary>All versions of a thing.</summary>
    public WireSchema Versions => WireSchema.Made(kind.TypeName + "Versions", Object(
        ("id", Text("The id.")),
        ("data", new JsonObject { ["type"] = "array", ["items"] = Reference(Version), ["description"] = "The newest first." })), Version);

    /// <summary>One version.</summary>
    public WireSchema Version
    {
        get
        {
            var schema = Object(
                ("version", Number("Its number.")),
                ("at", Text("Since when.")),
                ("by", Text("Who made it so.")),
                ("deleted", new JsonObject { ["type"] = "boolean", ["description"] = "Whether this version is its deletion." }),
                ("body", Any("What it was; null where it was deleted.")));
            schema["properties"]!["against"] = Number("The version it is compared with.");
            schema["properties"]!["changes"] = Changes();
            return WireSchema.Made(kind.TypeName + "Version", schema);
        }
    }

    private JsonObject Plain()
    {
        var schema = kind.Schema();
        schema["type"] = "object";
        return schema;
    }

    private JsonObject WithId(JsonObject schema)
    {
        schema["properties"]!["id"] = Text($"Its id, which fits `{kind.Id}`. Left out when it is made, the server gives one. It cannot be changed.");
        foreach (var added in ManagedView.Added)
        {
            schema["properties"]![added] = new JsonObject { ["description"] = "Ignored: what an answer shows may be sent back." };
        }

        return schema;
    }

    private JsonObject Shown()
    {
        var schema = Plain();
        var properties = schema["properties"]!.AsObject();
        properties["id"] = Text("Its id.");
        if (kind.Status is not null)
        {
            properties["status"] = kind.StatusSchema();
        }

        properties["source"] = Text("`api`, or the place in the file that declares it, which makes it read-only here.");
        properties["version"] = Number("Raised with every change: what `ETag` says. Null where a file declares it.", orNull: true);
        properties["created_at"] = Text("When it was made. Null where a file declares it.", orNull: true);
        properties["updated_at"] = Text("When it was changed last. Null where a file declares it.", orNull: true);
        properties["changed_by"] = Text("Who changed it last.");
        schema["required"] = new JsonArray("id", "source", "version", "created_at", "updated_at", "changed_by");
        return schema;
    }

    private static JsonObject Changes() => new()
    {
        ["type"] = "array",
        ["description"] = "Every difference.",
        ["items"] = Object(("path", Text("The member, with those above it.")), ("before", Any("What it was; null for nothing.")), ("after", Any("What it is then; null for nothing."))),
    };

    private static JsonObject Object(params ReadOnlySpan<(string Name, JsonObject Schema)> members)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var (name, schema) in members)
        {
            properties[name] = schema;
            required.Add(name);
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required, ["additionalProperties"] = false };
    }

    // A reference among the document's components; what it names is given as a part.
    private static JsonObject Reference(WireSchema schema) => new() { ["$ref"] = "#/components/schemas/" + schema.Name };

    private static JsonObject Any(string description) => new() { ["description"] = description };

    private static JsonObject Text(string description, bool orNull = false) => Of("string", description, orNull);

    private static JsonObject Number(string description, bool orNull = false) => Of("integer", description, orNull);

    private static JsonObject Of(string type, string description, bool orNull) =>
        new() { ["type"] = orNull ? new JsonArray(type, "null") : type, ["description"] = description };
}
