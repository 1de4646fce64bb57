using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Penstock.Resources.Documents;

/// <summary>A schema, and its name among the document's components.</summary>
internal abstract record WireSchema(string Name)
{
    /// <summary>A schema of one of the files <c>*.schemas.json</c>, which stand beside the resources.</summary>
    public static WireSchema Written(string name) => new WrittenSchema(name);

    /// <summary>The schema of a record, taken from the contract it is written by: it cannot say anything else than what is written.</summary>
    public static WireSchema Of(JsonTypeInfo type) => new RecordSchema(NameOf(type.Type), type);

    /// <summary>A schema made here and now, with the components it refers to.</summary>
    public static WireSchema Made(string name, JsonNode schema, params IReadOnlyList<WireSchema> parts) => new MadeSchema(name, schema, parts);

    // `KeyView` is a key to whoever reads the document.
    private static string NameOf(Type type) => type.Name.EndsWith("View", StringComparison.Ordinal) ? type.Name[..^4] : type.Name;
}

/// <summary>A hand-written one.</summary>
internal sealed record WrittenSchema(string Name) : WireSchema(Name);

/// <summary>A record's.</summary>
internal sealed record RecordSchema(string Name, JsonTypeInfo Type) : WireSchema(Name);

/// <summary>One made at run time.</summary>
internal sealed record MadeSchema(string Name, JsonNode Schema, IReadOnlyList<WireSchema> Parts) : WireSchema(Name);
