using System.ComponentModel;

namespace Penstock.Resources.Management;

/// <summary>Rates for much input.</summary>
internal sealed record EffectiveTier(
    [property: Description("For calls with more input tokens than this.")] long Over,
    [property: Description("The rates by their names, as decimal texts.")] IReadOnlyDictionary<string, string> Rates);
