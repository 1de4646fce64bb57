namespace Penstock.Onnx;

/// <summary>ONNX Runtime's <c>OrtLoggingLevel</c>.</summary>
internal enum OnnxLogLevel
{
    Verbose = 0,
    Info = 1,
    Warning = 2,
    Error = 3,
    Fatal = 4,
}
