namespace Penstock.Domain.Conversations;

/// <summary>How likely a token was.</summary>
/// <param name="Token">The token as text.</param>
/// <param name="LogProb">The natural logarithm of its probability.</param>
public sealed record TokenLogProb(string Token, double LogProb)
{
    /// <summary>The token's UTF-8 bytes, which may be a part of a character only; null when not said.</summary>
    public IReadOnlyList<byte>? Bytes { get; init; }

    /// <summary>The likeliest tokens at this place; empty for those tokens themselves.</summary>
    public IReadOnlyList<TokenLogProb> Top { get; init; } = [];
}
