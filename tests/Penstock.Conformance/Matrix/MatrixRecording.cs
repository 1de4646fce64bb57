namespace Penstock.Conformance.Matrix;

/// <summary>The recording that a provider answers with when it is asked for a feature, and what an SDK must tell of it.</summary>
/// <param name="Provider">A name of <see cref="MatrixProviders"/>.</param>
/// <param name="Feature">What is asked for.</param>
/// <param name="Exchange">The recording's id.</param>
/// <param name="Begins">How its text begins; for an error, a part of its message.</param>
/// <param name="Length">How long its text is; 0 where nothing is said of the text.</param>
internal sealed record MatrixRecording(string Provider, string Feature, string Exchange, string Begins = "", int Length = 0)
{
    /// <summary>The recording is of a stream.</summary>
    public bool Stream { get; init; }

    /// <summary>The recording has nothing of the feature: only what is sent can be seen.</summary>
    public bool SentOnly { get; init; }

    /// <summary>The recorded status.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The recorded tokens of the answer; null where the recording does not say.</summary>
    public long? Output { get; init; }

    /// <summary>The recorded calls of tools.</summary>
    public IReadOnlyList<MatrixToolCall> Calls { get; init; } = [];

    /// <summary>The model at Penstock behind which it is.</summary>
    public string Model => $"cell-{MatrixProviders.Names.ToList().IndexOf(Provider)}-{Feature}";
}
