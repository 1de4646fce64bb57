namespace Penstock.Domain.Calls;

/// <summary>A typed answer.</summary>
/// <param name="Form">The form of the input it answers.</param>
/// <param name="Values">The values, in the signature's order. A function has one, named <c>result</c>.</param>
/// <param name="Memory">What owns the memory of the values; null when the collector does.</param>
public sealed record PredictOutput(PredictForm Form, IReadOnlyList<NamedValue> Values, IDisposable? Memory = null) : CallOutput, IDisposable
{
    /// <summary>Gives the memory of the values back.</summary>
    public void Dispose() => Memory?.Dispose();
}
