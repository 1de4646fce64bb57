namespace Penstock.Config;

/// <param name="Provider">The name of a provider.</param>
/// <param name="Model">The provider's own name for the model.</param>
internal sealed record TargetConfig(string Provider, string Model);
