namespace Penstock.Onnx;

/// <summary>
/// What ONNX Runtime refused, in its own words. The one exception of this binding: the engine above turns it into an error value.
/// </summary>
internal sealed class OnnxException(OnnxErrorCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    internal OnnxErrorCode Code { get; } = code;

    /// <summary>The key of the configuration that is at fault; null when the file is.</summary>
    internal string? Key { get; init; }
}
