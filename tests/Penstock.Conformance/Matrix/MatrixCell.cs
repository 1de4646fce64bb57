namespace Penstock.Conformance.Matrix;

/// <summary>One thing to ask of one model with one SDK; <c>matrix.mjs</c> reads it too.</summary>
/// <param name="Model">The model at Penstock.</param>
/// <param name="Feature">What is asked for: a name of <see cref="MatrixFeatures"/>.</param>
/// <param name="Stream">Whether as a stream.</param>
/// <param name="Mark">What the user says; by it the provider's log is searched.</param>
internal sealed record MatrixCell(string Model, string Feature, bool Stream, string Mark);
