namespace Penstock.Domain.Access;

/// <summary>What a limit counts.</summary>
public enum LimitUnit
{
    /// <summary>Calls that begin.</summary>
    Requests,

    /// <summary>Input tokens, those read from a provider's cache included.</summary>
    InputTokens,

    /// <summary>Output tokens, hidden reasoning included.</summary>
    OutputTokens,

    /// <summary>Input and output tokens together.</summary>
    TotalTokens,
}
