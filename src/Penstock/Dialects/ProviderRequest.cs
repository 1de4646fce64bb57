namespace Penstock.Dialects;

/// <summary>What is sent to a provider, but for its address, its credentials and the headers that every request has.</summary>
/// <param name="Path">The path and query below the provider's base address, without a slash in front.</param>
/// <param name="Body">The body, in pieces.</param>
internal sealed record ProviderRequest(string Path, IReadOnlyList<ReadOnlyMemory<byte>> Body)
{
    /// <summary>The body's media type.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The verb.</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Post;

    /// <summary>What reads the answer, where the provider speaks several dialects and this is another than its first; null otherwise.</summary>
    public ProviderDialect? AnsweredIn { get; init; }

    /// <summary>The media type that is asked for.</summary>
    public string Accept { get; init; } = "application/json";

    /// <summary>Headers of the dialect itself (<c>anthropic-version</c>); what the client sent under the same name comes first.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Whether the answer is asked for as a stream.</summary>
    public bool Stream { get; init; }

    /// <summary>Whether the client's own bytes go on, since it speaks this dialect.</summary>
    public bool Forwarded { get; init; }

    /// <summary>Whether a stream's usage was asked for though the client did not ask: the event that tells only usage is withheld.</summary>
    public bool WithholdUsage { get; init; }

    /// <summary>The name of the answer's form, where an operation has another than its dialect; null for the dialect's.</summary>
    public string? Form { get; init; }

    /// <summary>What could not be carried.</summary>
    public Losses Losses { get; init; } = new();
}
