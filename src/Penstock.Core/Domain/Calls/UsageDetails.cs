namespace Penstock.Domain.Calls;

/// <summary>What few calls use and some providers bill apart. Tokens are contained in the counts of <see cref="TokenUsage"/>.</summary>
public sealed record UsageDetails
{
    /// <summary>Of the tokens written to a prompt cache, those that are kept for an hour.</summary>
    public long CacheWriteHour { get; init; }

    /// <summary>Audio tokens read from a prompt cache.</summary>
    public long CachedAudio { get; init; }

    /// <summary>Image tokens read from a prompt cache.</summary>
    public long CachedImage { get; init; }

    /// <summary>Input tokens of images.</summary>
    public long ImageInput { get; init; }

    /// <summary>Output tokens of images.</summary>
    public long ImageOutput { get; init; }

    /// <summary>Input tokens of video.</summary>
    public long VideoInput { get; init; }

    /// <summary>How long the audio was that is billed by its length.</summary>
    public long AudioMilliseconds { get; init; }

    /// <summary>Searches of the web that the provider made.</summary>
    public long WebSearches { get; init; }

    /// <summary>Searches of a reranker.</summary>
    public long Searches { get; init; }

    /// <summary>Pages of documents.</summary>
    public long Pages { get; init; }
}
