using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Penstock.Resources.Health;

/// <summary>The answer of a health check that passed.</summary>
internal sealed record HealthView(
    [property: Description("live or ready.")] string Status)
{
    [Description("How many versions of models could not be loaded, and how many models do not serve for it. Left out when there are none.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Refused { get; init; }

    [Description("Which, and why: for those who may call them.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RefusedView>? Models { get; init; }
}
