namespace Penstock.Onnx;

/// <summary>What a value is: <c>enum ONNXType</c>.</summary>
internal enum OnnxKind
{
    /// <summary>Also the kind of an optional value that is not there.</summary>
    Unknown = 0,
    Tensor = 1,
    Sequence = 2,
    Map = 3,
    Opaque = 4,
    SparseTensor = 5,
    Optional = 6,
}
