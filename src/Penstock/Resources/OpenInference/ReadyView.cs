using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Penstock.Resources.OpenInference;

/// <summary>Whether the server, or a model, takes calls.</summary>
internal sealed record ReadyView(
    [property: Description("Whether it takes calls.")] bool Ready)
{
    [Description("The model, where one was asked for.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    [Description("Why the model does not take calls.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }
}
