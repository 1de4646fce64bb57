using System.ComponentModel;
using System.Text.Json.Serialization;
using Penstock.Dialects.OpenInference;
using Penstock.Domain.Models;

namespace Penstock.Resources.OpenInference;

/// <summary>A model, as the protocol says it.</summary>
internal sealed record ModelMetadataView
{
    [Description("Its name.")]
    public required string Name { get; init; }

    [Description("The versions that may be asked for, the newest first; left out where it has none.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Versions { get; init; }

    [Description("What runs it.")]
    public required string Platform { get; init; }

    [Description("The inputs it takes; left out where the provider alone knows them.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TensorMetadataView>? Inputs { get; init; }

    [Description("The outputs it gives; left out where the provider alone knows them.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TensorMetadataView>? Outputs { get; init; }

    [Description("What else is known: `description`; `optional`, the inputs that may be left out; of a tensor `columns.NAME` and `classes.NAME`, lists of names as JSON, `description.NAME`, and `rank.NAME`, `any` where even the number of sizes is open.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Properties { get; init; }

    public static ModelMetadataView Of(Model model)
    {
        var signature = model.Signature is { } typed ? WireSignature.Of(typed) : null;
        var properties = PropertiesOf(model, signature);
        return new ModelMetadataView
        {
            Name = model.Id,
            Versions = model.Versions.Count > 0 ? [.. model.Versions.Select(version => version.Version!)] : null,
            Platform = model.Platform,
            Inputs = signature?.Inputs.Select(View).ToArray(),
            Outputs = signature?.Outputs.Select(View).ToArray(),
            Properties = properties.Count > 0 ? properties : null,
        };
    }

    private static TensorMetadataView View(WireField field) => new(field.Name, field.Datatype, field.Shape);

    private static SortedDictionary<string, string> PropertiesOf(Model model, WireSignature? signature)
    {
        var properties = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add("description", model.Description);
        if (signature is null)
        {
            return properties;
        }

        var optional = signature.Inputs.Where(field => field.Source.Optional).Select(field => field.Name).ToArray();
        Add("optional", optional.Length > 0 ? ClassNames.Json(optional) : null);
        foreach (var field in signature.Inputs.Concat(signature.Outputs))
        {
            Add("columns." + field.Name, field.Source.Columns.Count > 0 ? ClassNames.Json(field.Source.Columns) : null);
            Add("classes." + field.Name, field.Source.Classes.Count > 0 ? ClassNames.Json(field.Source.Classes) : null);
            Add("description." + field.Name, field.Source.Description);
            Add("rank." + field.Name, field.Tensor.AnyRank ? "any" : null);
        }

        return properties;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                properties[name] = value;
            }
        }
    }
}
