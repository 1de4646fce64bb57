namespace Penstock.Domain.Calls;

/// <summary>
/// Everything that can go wrong with a call. Each protocol translates these once, in one file;
/// the HTTP status of a kind is in <see cref="ErrorCatalogue"/>.
/// </summary>
public enum ErrorKind
{
    /// <summary>The request cannot be understood: not JSON, a governed member twice, a wrong type.</summary>
    InvalidRequest,

    /// <summary>The request was understood and its input does not fit the model's signature.</summary>
    InvalidInput,

    /// <summary>No credential, or one that nobody knows, that has expired, or that was revoked.</summary>
    Unauthenticated,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied,

    /// <summary>There is no model of that name.</summary>
    ModelNotFound,

    /// <summary>There is no such thing at this address.</summary>
    NotFound,

    /// <summary>The address is right and the verb is not.</summary>
    MethodNotAllowed,

    /// <summary>None of the media types in <c>Accept</c> can be given.</summary>
    NotAcceptable,

    /// <summary>The thing is in a state that forbids this, for example declared by the configuration file.</summary>
    Conflict,

    /// <summary>The thing was changed since the caller last read it (<c>If-Match</c>).</summary>
    PreconditionFailed,

    /// <summary>The body is larger than the server reads.</summary>
    TooLarge,

    /// <summary>The body's media type is not the one this address reads.</summary>
    UnsupportedMediaType,

    /// <summary>A limit of the caller's is reached; <see cref="CallError.RetryAfter"/> says when it may go on.</summary>
    RateLimited,

    /// <summary>A budget does not cover the call, or what was left of it ran out while the answer streamed.</summary>
    BudgetExceeded,

    /// <summary>The provider answered with an error of its own, which is passed on.</summary>
    ProviderError,

    /// <summary>The provider refused Penstock's credentials: the operator's trouble, not the caller's.</summary>
    ProviderCredentials,

    /// <summary>The provider could not be reached, or broke off before it had answered.</summary>
    ProviderUnavailable,

    /// <summary>The provider did not answer, or went silent, within the time it is given.</summary>
    ProviderTimeout,

    /// <summary>The provider's answer broke off in the middle, or could not be read.</summary>
    ProviderCut,

    /// <summary>The server is shutting down or under maintenance.</summary>
    Unavailable,

    /// <summary>The client left before the answer was complete. It is only ever recorded.</summary>
    ClientLeft,

    /// <summary>A bug, or a fault in a model that runs in this process.</summary>
    Internal,
}
