using System.ComponentModel;
using System.Text.Json.Serialization;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Resources.Models;

/// <summary>A model as the catalogue shows it.</summary>
internal sealed record ModelView
{
    [Description("Its id: what calls name it by.")]
    public required string ModelId { get; init; }

    [Description("What it is.")]
    public required string Description { get; init; }

    [Description("What it can do: chat, completions, embeddings, predict.")]
    public required IReadOnlyList<string> Capabilities { get; init; }

    [Description("Who answers for it.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Owner { get; init; }

    [Description("Where its documentation is.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DocumentationUrl { get; init; }

    [Description("Whether calls that come while the model is busy share its next run, and what decided that: `on: …` or `off: …`.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Batching { get; init; }

    [Description("The typed inputs; null where the provider alone knows them.")]
    public IReadOnlyList<FieldView>? Inputs { get; init; }

    [Description("The typed outputs; null where the provider alone knows them.")]
    public IReadOnlyList<FieldView>? Outputs { get; init; }

    public static ModelView Of(Model model) => new()
    {
        ModelId = model.Id,
        Description = model.Description,
        Capabilities = [.. model.Capabilities.Select(capability => capability.Name())],
        Owner = model.Owner,
        DocumentationUrl = model.DocumentationUrl,
        Batching = model.Batching?.Invoke(),
        Inputs = model.Signature?.Inputs.Select(FieldView.Of).ToArray(),
        Outputs = model.Signature?.Outputs.Select(FieldView.Of).ToArray(),
    };
}
