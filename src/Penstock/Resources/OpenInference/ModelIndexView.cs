using System.ComponentModel;
using System.Text.Json.Serialization;
using Penstock.Domain.Models;

namespace Penstock.Resources.OpenInference;

/// <summary>A version of a model in the index of the repository.</summary>
internal sealed record ModelIndexView
{
    [Description("The model's name.")]
    public required string Name { get; init; }

    [Description("The version; left out where the model has none.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }

    [Description("UNKNOWN, READY, UNAVAILABLE, LOADING or UNLOADING.")]
    public required string State { get; init; }

    [Description("Why it is in this state; empty when there is nothing to say.")]
    public required string Reason { get; init; }

    public static ModelIndexView Of(ModelState state) => new()
    {
        Name = state.Name,
        Version = state.Version,
        State = state.Condition.ToString().ToUpperInvariant(),
        Reason = state.Reason,
    };
}
