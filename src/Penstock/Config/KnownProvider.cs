namespace Penstock.Config;

/// <summary>
/// A provider that Penstock knows: data, not code. KeyVariables are customary names of the environment variable with its key, the first
/// for messages; a Local one runs on the operator's machine and needs no key, nor does one without variables, which is called in another way; IncludeUsage says that it knows
/// <c>stream_options.include_usage</c>; Unavailable says why it cannot be used now, or is null.
/// </summary>
internal sealed record KnownProvider(string Dialect, Uri BaseUrl, IReadOnlyList<string> KeyVariables, bool Local, bool IncludeUsage, string? Unavailable)
{
    /// <summary>Whether one of the dialect openai speaks responses too.</summary>
    public bool Responses { get; init; }
}
