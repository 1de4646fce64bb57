using Penstock.Domain.Models;

namespace Penstock.Onnx;

/// <summary>What an operator says of a model, over what its file says itself (metadata <c>penstock.fields</c>, <c>penstock.classes</c>,
/// <c>penstock.description</c>, <c>penstock.inputs</c>); null means: as the file says.</summary>
internal sealed record OnnxModelOptions
{
    /// <summary>The names of the columns of its one input's last dimension.</summary>
    internal IReadOnlyList<string>? Fields { get; init; }

    /// <summary>The names of the classes its labels and probabilities are about.</summary>
    internal IReadOnlyList<string>? Classes { get; init; }

    /// <summary>What is said of its inputs and their columns, by name.</summary>
    internal IReadOnlyDictionary<string, ColumnRule>? Inputs { get; init; }

    /// <summary>Whether only the exact JSON types pass.</summary>
    internal bool Strict { get; init; }

    /// <summary>What it is, for people.</summary>
    internal string? Description { get; init; }
}
