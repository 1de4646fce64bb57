namespace Penstock.Domain.Models;

/// <summary>How it stands with one version of a model.</summary>
/// <param name="Name">The model's public name.</param>
/// <param name="Version">The version; null when the model has none.</param>
/// <param name="Condition">Whether it serves.</param>
/// <param name="Reason">Why not, or what went wrong when it was loaded last; empty when there is nothing to say.</param>
public sealed record ModelState(string Name, string? Version, ModelCondition Condition, string Reason = "");
