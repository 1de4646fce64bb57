using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Penstock.Resources.Health;

/// <summary>A version of a model that was refused or is not here yet.</summary>
internal sealed record RefusedView(
    [property: Description("The model's id.")] string ModelId,
    [property: Description("The version; left out when the model has none."), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Version,
    [property: Description("ready, when what was loaded before serves, unavailable, or loading.")] string State,
    [property: Description("Why.")] string Reason);
