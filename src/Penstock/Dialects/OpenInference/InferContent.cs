using Penstock.Domain.Calls;

namespace Penstock.Dialects.OpenInference;

/// <summary>What an inference request holds.</summary>
/// <param name="Tensors">The inputs, in the signature's order.</param>
/// <param name="Places">In which place of the request each field of the signature was given.</param>
internal sealed record InferContent(IReadOnlyList<Tensor> Tensors, IReadOnlyList<int> Places)
{
    /// <summary>The caller's own id, to be given back; null when there is none.</summary>
    internal string? Id { get; init; }

    /// <summary>The outputs asked for; null for all.</summary>
    internal IReadOnlyList<OutputRequest>? Outputs { get; init; }

    /// <summary>Whether outputs are given as bytes where nothing is said of one; null when the request does not say.</summary>
    internal bool? Binary { get; init; }

    /// <summary>Which calls go first: 1 the first, 0 the model's default.</summary>
    internal int Priority { get; init; }

    /// <summary>How long it may wait for its run; null for as long as the call may take.</summary>
    internal TimeSpan? Timeout { get; init; }

    /// <summary>All other parameters, as JSON text by name.</summary>
    internal IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
}
