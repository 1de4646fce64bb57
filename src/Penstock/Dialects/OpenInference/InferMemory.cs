namespace Penstock.Dialects.OpenInference;

/// <summary>All that owns memory of a body's tensors: the body, what numbers were read into, copies of bytes that did not stand where they should.</summary>
internal sealed class InferMemory(params IDisposable?[] owners) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var owner in owners)
        {
            owner?.Dispose();
        }
    }
}
