namespace Penstock.Onnx;

/// <summary>What a model takes and gives.</summary>
/// <param name="Inputs">Must all be fed.</param>
/// <param name="Defaults">Inputs with a value of their own in the file (overridable initializers): they may be fed.</param>
/// <param name="Outputs">In the model's order.</param>
/// <param name="Metadata">What the file says about itself.</param>
internal sealed record OnnxSignature(
    IReadOnlyList<OnnxPort> Inputs, IReadOnlyList<OnnxPort> Defaults, IReadOnlyList<OnnxPort> Outputs, OnnxMetadata Metadata);
