namespace Penstock.Dialects.OpenInference;

/// <summary>What the tensors of an answer stand in: its body, and copies of what did not stand where it should.</summary>
internal sealed class InferMemory(PooledBytes body, BinaryPart? binary) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        binary?.Dispose();
        body.Dispose();
    }
}
