namespace Penstock.Onnx;

/// <summary>How the one environment of a native library is set up. The first load of a library in a process decides.</summary>
internal sealed record OnnxRuntimeOptions
{
    /// <summary>Threads of the pool that all sessions share; 0 means one for each processor.</summary>
    internal int Threads { get; init; }

    /// <summary>
    /// Whether they wait busily for work: faster alone and slower beside a server's other work (onnxruntime#10273).
    /// </summary>
    internal bool Spinning { get; init; }

    /// <summary>
    /// Receives what ONNX Runtime logs, warnings and above. Without it ONNX Runtime is silent: errors come as exceptions.
    /// </summary>
    internal Action<OnnxLogLevel, string>? Log { get; init; }
}
