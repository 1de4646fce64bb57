namespace Penstock.Domain.Calls;

/// <summary>An answer that never had a wire format: from an ONNX file or a C# function.</summary>
public sealed class OutputAnswer(CallOutput output) : Answer
{
    /// <inheritdoc/>
    public override CallOutput Output => output;

    /// <inheritdoc/>
    public override void Dispose() => (output as IDisposable)?.Dispose();
}
