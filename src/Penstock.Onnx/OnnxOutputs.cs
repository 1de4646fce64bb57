namespace Penstock.Onnx;

/// <summary>What a run gave, in the order asked for. Disposing it disposes the values; they keep the session's memory until then.</summary>
internal sealed class OnnxOutputs(string[] names, OnnxValue[] values) : IDisposable
{
    internal IReadOnlyList<string> Names => names;

    internal IReadOnlyList<OnnxValue> Values => values;

    internal OnnxValue this[int index] => values[index];

    /// <exception cref="KeyNotFoundException">That output was not asked for.</exception>
    internal OnnxValue this[string name] =>
        Array.IndexOf(names, name) is >= 0 and var index ? values[index]
            : throw new KeyNotFoundException($"The run gave no output '{name}'.");

    public void Dispose()
    {
        foreach (var value in values)
        {
            value.Dispose();
        }
    }
}
