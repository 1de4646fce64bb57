namespace Penstock.Domain.Calls;

/// <summary>A typed input that fits the model's signature. What the caller left out, and may leave out, is not in it.</summary>
/// <param name="Form">How the caller gave it, so that the answer mirrors it.</param>
/// <param name="Values">The values, in the signature's order. Valid until the call has ended.</param>
public sealed record PredictInput(PredictForm Form, IReadOnlyList<NamedValue> Values) : CallInput
{
    /// <summary>The outputs that are asked for, by name; null for all.</summary>
    public IReadOnlyList<string>? Outputs { get; init; }

    /// <summary>Which calls go first where they wait: 1 is the first, higher numbers later; 0 is the model's own default.</summary>
    public int Priority { get; init; }

    /// <summary>How long it may wait before its run begins; null for as long as the call may take.</summary>
    public TimeSpan? QueueTimeout { get; init; }

    /// <summary>Free parameters (Open Inference Protocol), as JSON text by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = NoParameters;

    /// <summary>What owns the memory of the values; null when the collector does. The request that made the input disposes it when the
    /// call has ended: an engine has read the values for the last time when it gives its result.</summary>
    public IDisposable? Memory { get; init; }

    private static readonly Dictionary<string, string> NoParameters = [];
}
