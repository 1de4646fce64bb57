namespace Penstock.Onnx;

/// <summary>ONNX Runtime's error codes (<c>enum OrtErrorCode</c>), and one of Penstock's own.</summary>
internal enum OnnxErrorCode
{
    /// <summary>The native library is missing, not ONNX Runtime's, or too old.</summary>
    LibraryMissing = -1,
    Ok = 0,
    Fail = 1,
    InvalidArgument = 2,
    NoSuchFile = 3,
    NoModel = 4,
    EngineError = 5,
    RuntimeException = 6,
    InvalidProtobuf = 7,
    ModelLoaded = 8,
    NotImplemented = 9,
    InvalidGraph = 10,
    ExecutionProviderFail = 11,
    ModelLoadCanceled = 12,
    ModelRequiresCompilation = 13,
    NotFound = 14,
}
