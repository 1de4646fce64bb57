namespace Penstock.Domain.Models;

/// <summary>The failures of one target after which another is tried.</summary>
[Flags]
public enum FallbackConditions
{
    /// <summary>None: the first error stands.</summary>
    None = 0,

    /// <summary>It could not be reached, broke off, or answered 408, 409 or 5xx.</summary>
    Unavailable = 1,

    /// <summary>It did not answer, or gave no token, in time.</summary>
    Timeout = 2,

    /// <summary>It has had enough calls for now (429, or a full queue here).</summary>
    RateLimited = 4,

    /// <summary>The conversation is too long for it.</summary>
    ContextTooLong = 8,

    /// <summary>It refused Penstock's credentials.</summary>
    Credentials = 16,

    /// <summary>It does not know the model (404).</summary>
    ModelNotFound = 32,

    /// <summary>Its wire format cannot carry something of the call.</summary>
    Unsupported = 64,

    /// <summary>Its filter held the question or the answer back.</summary>
    ContentFilter = 128,

    /// <summary>It refused the request for any other reason (4xx).</summary>
    InvalidRequest = 256,

    /// <summary>A model that runs in this process failed.</summary>
    Fault = 512,

    /// <summary>What another target may well do better: everything but filters, mistakes of the caller, and faults in this process.</summary>
    Default = Unavailable | Timeout | RateLimited | ContextTooLong | Credentials | ModelNotFound | Unsupported,
}
