using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Penstock.Resources.Documents;

/// <summary>
/// Schemas from the contracts that System.Text.Json writes by. <see cref="DescriptionAttribute"/> and
/// <see cref="AllowedValuesAttribute"/> say what the type cannot.
/// </summary>
internal static class SchemaExport
{
    /// <summary>The schema of a type.</summary>
    /// <param name="type">Its contract.</param>
    /// <param name="component">What refers to a record of ours within it; null to write everything in its place.</param>
    public static JsonNode Of(JsonTypeInfo type, Func<JsonTypeInfo, JsonNode>? component)
    {
        var options = new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, schema) => Transform(context, schema, component),
        };
        return type.GetJsonSchemaAsNode(options);
    }

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode node, Func<JsonTypeInfo, JsonNode>? component)
    {
        // `true`: any value.
        var schema = node as JsonObject ?? [];
        if (component is not null && context.Path.Length > 0 && IsRecord(context.TypeInfo))
        {
            var reference = component(context.TypeInfo);
            schema = MayBeNull(schema) ? new JsonObject { ["anyOf"] = new JsonArray(reference, new JsonObject { ["type"] = "null" }) } : (JsonObject)reference;
        }
        else if (context.TypeInfo.Kind == JsonTypeInfoKind.Object && component is not null)
        {
            schema["required"] = new JsonArray([.. context.TypeInfo.Properties.Where(IsAlwaysWritten).Select(property => (JsonNode)property.Name)]);
        }

        var attributes = context.PropertyInfo?.AttributeProvider ?? (context.Path.Length == 0 ? context.TypeInfo.Type : null);
        if (Find<DescriptionAttribute>(attributes) is { } description)
        {
            schema["description"] = description.Description;
        }

        if (Find<AllowedValuesAttribute>(attributes) is { } allowed)
        {
            schema["enum"] = new JsonArray([.. allowed.Values.Select(value => (JsonNode?)(string?)value)]);
        }

        return schema;
    }

    private static bool IsRecord(JsonTypeInfo type) =>
        type.Kind == JsonTypeInfoKind.Object && type.Type.Assembly == typeof(SchemaExport).Assembly;

    private static bool MayBeNull(JsonObject schema) => schema["type"] is JsonArray types && types.Any(type => (string?)type == "null");

    private static bool IsAlwaysWritten(JsonPropertyInfo property) =>
        Find<JsonIgnoreAttribute>(property.AttributeProvider) is not { Condition: not JsonIgnoreCondition.Never };

    private static T? Find<T>(ICustomAttributeProvider? provider)
        where T : Attribute => provider?.GetCustomAttributes(typeof(T), inherit: true).OfType<T>().FirstOrDefault();
}
