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

    [Description("Under what licence it is.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Licence { get; init; }

    [Description("How good it is, at what, and how that is known.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? QualityNotes { get; init; }

    [Description("The classes of data that it is for.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? DataClasses { get; init; }

    [Description("Where it runs.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Regions { get; init; }

    [Description("Where it is in its life: draft, active or deprecated.")]
    public required string State { get; init; }

    [Description("When it is expected to answer no more; left out when nobody said.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SunsetAt { get; init; }

    [Description("The model that takes its place.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Successor { get; init; }

    [Description("Why it cannot be called now; left out when it can.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NotReady { get; init; }

    [Description("Whether calls that come while the model is busy share its next run, and what decided that: `on: …` or `off: …`.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Batching { get; init; }

    [Description("The typed inputs; null where the provider alone knows them.")]
    public IReadOnlyList<FieldView>? Inputs { get; init; }

    [Description("The typed outputs; null where the provider alone knows them.")]
    public IReadOnlyList<FieldView>? Outputs { get; init; }

    [Description("Whether its answer is a stream of items; its output is then one item.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Streams { get; init; }

    public static ModelView Of(Model model) => new()
    {
        ModelId = model.Id,
        Description = model.Description,
        Capabilities = [.. model.Capabilities.Select(capability => capability.Name())],
        Owner = model.Owner,
        DocumentationUrl = model.DocumentationUrl,
        Licence = model.Card.Licence,
        QualityNotes = model.Card.QualityNotes,
        DataClasses = model.DataClasses.Count > 0 ? model.DataClasses : null,
        Regions = model.Targets.Select(target => target.Region).OfType<string>().Distinct().ToArray() is { Length: > 0 } regions ? regions : null,
        State = model.Lifecycle.Stage.ToString().ToLowerInvariant(),
        SunsetAt = model.Lifecycle.SunsetAt,
        Successor = model.Lifecycle.Successor,
        NotReady = model.NotReady,
        Batching = model.Batching?.Invoke(),
        Inputs = model.Signature?.Inputs.Select(FieldView.Of).ToArray(),
        Outputs = model.Signature?.Outputs.Select(FieldView.Of).ToArray(),
        Streams = model.Signature?.Streams ?? false,
    };
}
