namespace Penstock.Onnx;

/// <summary>What an operator says of a model, over what its file says itself (metadata <c>penstock.fields</c>, <c>penstock.classes</c>,
/// <c>penstock.description</c>); null means: as the file says.</summary>
internal sealed record OnnxModelOptions
{
    /// <summary>The names of the columns of its one input's last dimension.</summary>
    internal IReadOnlyList<string>? Fields { get; init; }

    /// <summary>The names of the classes its labels and probabilities are about.</summary>
    internal IReadOnlyList<string>? Classes { get; init; }

    /// <summary>What it is, for people.</summary>
    internal string? Description { get; init; }

    /// <summary>How calls share runs.</summary>
    internal OnnxBatchingOptions Batching { get; init; } = new();

    /// <summary>Told whether calls share runs and why not, when the model is loaded and when that changes; null for nobody.</summary>
    internal Action<string>? Notice { get; init; }
}
