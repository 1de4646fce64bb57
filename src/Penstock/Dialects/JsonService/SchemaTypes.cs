using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Models;

namespace Penstock.Dialects.JsonService;

/// <summary>What a schema says of single values, and the bounds of lists.</summary>
internal static class SchemaTypes
{
    /// <summary>The types a schema names; where it names none, the one its other keywords mean, or none.</summary>
    public static IReadOnlyList<string> Of(JsonElement schema) => schema.Member("type") switch
    {
        { ValueKind: JsonValueKind.String } => [schema.Text("type") ?? ""],
        { ValueKind: JsonValueKind.Array } => [.. schema.TextItems("type").Distinct(StringComparer.Ordinal)],
        _ when schema.Member("properties") is not null => ["object"],
        _ when schema.Member("items") is not null => ["array"],
        _ => [],
    };

    /// <summary>Whether only null fits a schema.</summary>
    public static bool IsNull(JsonElement schema) =>
        schema.Text("type") == "null" || schema.Member("const") is { ValueKind: JsonValueKind.Null } || (schema.Items("enum").ToArray() is { Length: > 0 } values && values.All(value => value.ValueKind == JsonValueKind.Null));

    /// <summary>A whole number.</summary>
    public static JsonShape Integer(JsonElement schema) => schema.Text("format") switch
    {
        "int32" => new IntegerShape(int.MinValue, int.MaxValue) { Constraints = Constraints(schema) },
        _ => new IntegerShape { Constraints = Constraints(schema) },
    };

    /// <summary>A floating-point number: JSON has no NaN and no infinity, and neither has what is sent.</summary>
    public static JsonShape Number(JsonElement schema) => new FloatShape { Constraints = (Constraints(schema) ?? new Constraints()) with { Finite = true } };

    /// <summary>A text, or what texts stand for.</summary>
    public static JsonShape Text(JsonElement schema)
    {
        var constraints = Constraints(schema);
        if (constraints is not null)
        {
            // Bounds on the letters of a date or of base64 are the service's to check.
            return new TextShape(schema.Text("format")) { Constraints = constraints };
        }

        return schema.Text("format") switch
        {
            "date" => new DateShape(),
            "date-time" => new DateTimeShape(),
            "duration" => new DurationShape(),
            "uuid" => new UuidShape(),
            "byte" => new BytesShape(),

            // `time` too: JSON Schema's has an offset, and a TimeShape has none.
            var format => new TextShape(format),
        };
    }

    /// <summary>The bounds; null when there are none.</summary>
    public static Constraints? Constraints(JsonElement schema)
    {
        // DIALECT: in OpenAPI 3.0 `exclusiveMinimum` is a flag beside `minimum`, in 3.1 a number of its own.
        var (least, most) = (schema.Number("minimum"), schema.Number("maximum"));
        var (above, below) = (schema.Flag("exclusiveMinimum"), schema.Flag("exclusiveMaximum"));
        var constraints = new Constraints
        {
            Minimum = above ? null : least,
            ExclusiveMinimum = above ? least : schema.Number("exclusiveMinimum"),
            Maximum = below ? null : most,
            ExclusiveMaximum = below ? most : schema.Number("exclusiveMaximum"),
            MultipleOf = schema.Number("multipleOf") is { } step && step > 0 ? step : null,
            MinLength = schema.Count("minLength"),
            MaxLength = schema.Count("maxLength"),
            Pattern = schema.Text("pattern") is { } pattern ? PatternOf(pattern) : null,
            MinItems = schema.Count("minItems") ?? schema.Count("minProperties"),
            MaxItems = schema.Count("maxItems") ?? schema.Count("maxProperties"),
        };
        return constraints.None ? null : constraints;
    }

    // Another language's pattern that .NET does not know is left to the service.
    private static TextPattern? PatternOf(string pattern)
    {
        try
        {
            return new TextPattern(pattern);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
