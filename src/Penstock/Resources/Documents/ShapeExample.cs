using System.Text.Json.Nodes;
using Penstock.Domain.Models;

namespace Penstock.Resources.Documents;

/// <summary>A value that fits a shape, with nothing in it that may be left out, unless there is an example of that.</summary>
internal static class ShapeExample
{
    /// <summary>Makes one.</summary>
    public static JsonNode? Of(JsonShape shape) => shape.Example is { } given ? JsonNode.Parse(given) : shape switch
    {
        BoolShape => true,
        IntegerShape integer => ExampleValue.Number(1, shape.Constraints ?? Bounds(integer), whole: true),
        FloatShape or DecimalShape => ExampleValue.Number(1.5, shape.Constraints, whole: false),
        TextShape text => ExampleValue.Text(Word(text.Format), shape.Constraints),
        DateShape => "2026-11-21",
        DateTimeShape => "2026-11-21T15:00:00Z",
        TimeShape => "15:00:00",
        DurationShape => "PT1H30M",
        UuidShape => "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        BytesShape => Convert.ToBase64String(new byte[Math.Max(3, shape.Constraints?.MinLength ?? 0)]),
        ChoiceShape choice => choice.Choices.Count == 0 ? null : JsonNode.Parse(choice.Choices[0].Json),
        ListShape list => List(list),
        MapShape map => Map(map),
        RecordShape record => new JsonObject(record.Members.Where(member => member.Required || member.Shape.Example is not null)
            .Select(member => KeyValuePair.Create(member.Name, Of(member.Shape)))),
        RecursiveShape => null,
        _ => shape.ClrType is null ? null : "text",
    };

    // What a list holds that would hold itself again is left out.
    private static JsonArray List(ListShape list) => list.Item is RecursiveShape
        ? []
        : new JsonArray([.. Enumerable.Range(0, Math.Max(1, list.Constraints?.MinItems ?? 0)).Select(_ => Of(list.Item))]);

    private static JsonObject Map(MapShape map) => map.Value is RecursiveShape
        ? []
        : new JsonObject(Enumerable.Range(1, Math.Max(1, map.Constraints?.MinItems ?? 0)).Select(number => KeyValuePair.Create($"key{number}", Of(map.Value))));

    private static Constraints? Bounds(IntegerShape shape) =>
        shape.Least > 1 || shape.Most < 1 ? new Constraints { Minimum = (double)shape.Least, Maximum = (double)shape.Most } : null;

    private static string Word(string? format) => format switch
    {
        "email" => "ada@example.org",
        "uri" => "https://example.org/",
        _ => "text",
    };
}
