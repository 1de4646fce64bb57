namespace Penstock.Onnx;

/// <summary>A value for one of a model's inputs. The run does not dispose it.</summary>
internal readonly record struct OnnxInput(string Name, OnnxValue Value);
