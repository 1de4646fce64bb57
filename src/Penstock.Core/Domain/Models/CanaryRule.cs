namespace Penstock.Domain.Models;

/// <summary>A version that gets a share of a model's calls.</summary>
/// <param name="Version">The version.</param>
/// <param name="Weight">How many of a hundred calls, 0 to 100; the default version gets the others.</param>
public sealed record CanaryRule(string Version, int Weight);
