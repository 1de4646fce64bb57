using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Penstock.Domain.Models;

namespace Penstock.Resources.Models;

/// <summary>An input or output as the catalogue shows it; -1 in a shape is a dimension that varies.</summary>
internal sealed record FieldView
{
    [Description("Its name on the wire.")]
    public required string Name { get; init; }

    [Description("The type of its elements, as the Open Inference Protocol names it; JSON for any value.")]
    public required string Datatype { get; init; }

    [Description("Its dimensions, outermost first; -1 is one that varies.")]
    public required IReadOnlyList<long> Shape { get; init; }

    [Description("The names of the columns of its last dimension.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Columns { get; init; }

    [Description("The names of the classes that its numbers or its last dimension stand for.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Classes { get; init; }

    [Description("What it is.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Description { get; init; }

    [Description("Whether it may be left out.")]
    public bool Optional { get; init; }

    [Description("The value it has when it is left out.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Default { get; init; }

    [Description("An example.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Example { get; init; }

    public static FieldView Of(Field field) => new()
    {
        Name = field.Name,
        Datatype = field.Type.ToString().ToUpperInvariant(),
        Shape = [.. field.Shape.Select(dimension => dimension.Size ?? -1)],
        Columns = field.Columns.Count > 0 ? field.Columns : null,
        Classes = field.Classes.Count > 0 ? field.Classes : null,
        Description = field.Description,
        Optional = field.Optional,
        Default = Json(field.Default),
        Example = Json(field.Example),
    };

    private static JsonElement? Json(string? text) => text is null ? null : JsonElement.Parse(text);
}
