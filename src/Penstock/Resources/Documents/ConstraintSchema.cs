using System.Globalization;
using System.Text.Json.Nodes;
using Penstock.Domain.Models;

namespace Penstock.Resources.Documents;

/// <summary>Constraints as JSON Schema has them.</summary>
internal static class ConstraintSchema
{
    /// <summary>Adds them to a schema; what it says already is narrowed and not widened.</summary>
    public static JsonObject Add(JsonObject schema, Constraints? rules)
    {
        if (rules is null)
        {
            return schema;
        }

        Narrow(schema, "minimum", rules.Minimum, Math.Max);
        Narrow(schema, "maximum", rules.Maximum, Math.Min);
        Narrow(schema, "exclusiveMinimum", rules.ExclusiveMinimum, Math.Max);
        Narrow(schema, "exclusiveMaximum", rules.ExclusiveMaximum, Math.Min);
        Narrow(schema, "multipleOf", rules.MultipleOf, Math.Max);
        Narrow(schema, "minLength", rules.MinLength, Math.Max);
        Narrow(schema, "maxLength", rules.MaxLength, Math.Min);
        var map = schema.ContainsKey("additionalProperties");
        Narrow(schema, map ? "minProperties" : "minItems", rules.MinItems, Math.Max);
        Narrow(schema, map ? "maxProperties" : "maxItems", rules.MaxItems, Math.Min);
        if (rules.Pattern is { } pattern)
        {
            schema["pattern"] = pattern.Source;
        }

        return schema;
    }

    private static void Narrow(JsonObject schema, string word, double? bound, Func<double, double, double> narrower)
    {
        if (bound is { } given)
        {
            schema[word] = schema[word] is { } known ? narrower(double.Parse(known.ToJsonString(), CultureInfo.InvariantCulture), given) : given;
        }
    }
}
