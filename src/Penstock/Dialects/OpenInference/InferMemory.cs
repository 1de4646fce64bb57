namespace Penstock.Dialects.OpenInference;

/// <summary>What tensors stand in: several pieces of memory, given back together.</summary>
internal sealed class InferMemory(params IDisposable?[] pieces) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var piece in pieces)
        {
            piece?.Dispose();
        }
    }
}
