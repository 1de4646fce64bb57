namespace Penstock.Onnx;

internal sealed record OnnxSessionOptions
{
    /// <summary>Threads of this session's own; 0 means that it uses the pool of the runtime, which all sessions share.</summary>
    internal int Threads { get; init; }
}
