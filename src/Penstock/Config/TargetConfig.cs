namespace Penstock.Config;

/// <param name="Provider">The name of a provider.</param>
/// <param name="Model">The provider's own name for the model.</param>
/// <param name="Weight">How many of the calls it gets, against the model's other targets.</param>
internal sealed record TargetConfig(string Provider, string Model, int Weight = 1);
