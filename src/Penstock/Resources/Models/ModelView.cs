using System.Text.Json.Serialization;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Resources.Models;

/// <summary>A model as the catalogue shows it.</summary>
internal sealed record ModelView
{
    public required string ModelId { get; init; }

    public required string Description { get; init; }

    public required IReadOnlyList<string> Capabilities { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Owner { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DocumentationUrl { get; init; }

    /// <summary>The typed inputs; null where the provider alone knows them.</summary>
    public IReadOnlyList<FieldView>? Inputs { get; init; }

    /// <summary>The typed outputs; null where the provider alone knows them.</summary>
    public IReadOnlyList<FieldView>? Outputs { get; init; }

    public static ModelView Of(Model model) => new()
    {
        ModelId = model.Id,
        Description = model.Description,
        Capabilities = [.. model.Capabilities.Select(capability => capability.Name())],
        Owner = model.Owner,
        DocumentationUrl = model.DocumentationUrl,
        Inputs = model.Signature?.Inputs.Select(FieldView.Of).ToArray(),
        Outputs = model.Signature?.Outputs.Select(FieldView.Of).ToArray(),
    };
}
