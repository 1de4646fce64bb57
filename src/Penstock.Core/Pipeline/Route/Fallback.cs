using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Pipeline.Route;

/// <summary>Which condition an error is, for the decision whether another target is tried.</summary>
internal static class Fallback
{
    /// <summary>The code of an error that says that the conversation is too long (OpenAI's word; every dialect's reader puts it).</summary>
    public const string ContextTooLong = "context_length_exceeded";

    /// <summary>The code of an error of a provider's filter (Azure's word; every dialect's reader puts it).</summary>
    public const string ContentFilter = "content_filter";

    private static readonly string[] Unsupported = ["unsupported_feature", "unsupported_capability", "would_be_dropped"];

    /// <summary>The condition; none for what no other target could do better, and for a client that left.</summary>
    public static FallbackConditions Condition(CallError error) => error.Kind switch
    {
        ErrorKind.ProviderError when error.Code == ContextTooLong => FallbackConditions.ContextTooLong,
        ErrorKind.ProviderError when error.Code == ContentFilter => FallbackConditions.ContentFilter,
        ErrorKind.ProviderError => error.Provider?.Status switch
        {
            429 => FallbackConditions.RateLimited,
            404 => FallbackConditions.ModelNotFound,
            408 or 409 or >= 500 => FallbackConditions.Unavailable,
            _ => FallbackConditions.InvalidRequest,
        },
        ErrorKind.ProviderUnavailable or ErrorKind.ProviderCut or ErrorKind.Unavailable => FallbackConditions.Unavailable,
        ErrorKind.ProviderTimeout => FallbackConditions.Timeout,
        ErrorKind.RateLimited => FallbackConditions.RateLimited,
        ErrorKind.ProviderCredentials => FallbackConditions.Credentials,
        ErrorKind.InvalidRequest when Unsupported.Contains(error.Code) => FallbackConditions.Unsupported,
        ErrorKind.Internal => FallbackConditions.Fault,
        _ => FallbackConditions.None,
    };
}
