namespace Penstock.Domain.Models;

/// <summary>A model's typed inputs and outputs, from which validation, documents and protocols derive.</summary>
/// <param name="Inputs">The inputs, in the model's order.</param>
/// <param name="Outputs">The outputs, in the model's order.</param>
public sealed record Signature(IReadOnlyList<Field> Inputs, IReadOnlyList<Field> Outputs)
{
    /// <summary>Whether the answer is a stream of items; the one output is then the type of an item.</summary>
    public bool Streams { get; init; }
}
