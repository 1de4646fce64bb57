namespace Penstock.Onnx;

/// <summary>What a model file says about itself; texts that it does not have are empty, a version that it does not have is null.</summary>
internal sealed record OnnxMetadata(
    string Producer,
    string GraphName,
    string Domain,
    string Description,
    string GraphDescription,
    long? Version,
    IReadOnlyDictionary<string, string> Custom);
