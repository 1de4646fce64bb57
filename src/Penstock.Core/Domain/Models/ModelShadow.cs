namespace Penstock.Domain.Models;

/// <summary>A version that answers a share of a model's calls in the background, so that its answers can be compared. Nobody gets them.</summary>
/// <param name="Model">The model in that version.</param>
/// <param name="Sample">The share of calls, above 0 and up to 1.</param>
/// <param name="Tolerance">How far numbers may differ, in units of the larger of 1 and the number expected.</param>
public sealed record ModelShadow(Model Model, double Sample, double Tolerance);
