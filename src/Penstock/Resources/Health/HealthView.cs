using System.ComponentModel;

namespace Penstock.Resources.Health;

/// <summary>The answer of a health check that passed.</summary>
internal sealed record HealthView(
    [property: Description("live or ready.")] string Status);
