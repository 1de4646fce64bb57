namespace Penstock.Domain.Models;

/// <summary>A model's typed inputs and outputs, from which validation, documents and protocols derive.</summary>
/// <param name="Inputs">The inputs, in the model's order.</param>
/// <param name="Outputs">The outputs, in the model's order.</param>
public sealed record Signature(IReadOnlyList<Field> Inputs, IReadOnlyList<Field> Outputs);
