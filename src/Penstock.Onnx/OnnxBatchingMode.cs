namespace Penstock.Onnx;

/// <summary>Whether calls of a model may share runs.</summary>
internal enum OnnxBatchingMode
{
    /// <summary>Where the signature allows it and the probe shows that rows do not mind each other.</summary>
    Auto,

    /// <summary>The same, and the operator vouches for the rows where the probe can show nothing. What it refutes stays off.</summary>
    On,

    /// <summary>No.</summary>
    Off,
}
