using System.Text.Json;
using System.Text.Json.Serialization;
using Penstock.Domain.Models;

namespace Penstock.Resources.Models;

/// <summary>An input or output as the catalogue shows it; -1 in a shape is a dimension that varies.</summary>
internal sealed record FieldView
{
    public required string Name { get; init; }

    public required string Datatype { get; init; }

    public required IReadOnlyList<long> Shape { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Columns { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Classes { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Description { get; init; }

    public bool Optional { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Default { get; init; }

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
