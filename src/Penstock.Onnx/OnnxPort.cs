namespace Penstock.Onnx;

/// <summary>A named input or output of a model.</summary>
internal sealed record OnnxPort(string Name, OnnxType Type);
