namespace Penstock.Domain.Conversations;

/// <summary>
/// A mark at the end of a part or a tool: what stands before it is to be kept in the provider's prompt cache (Anthropic's
/// <c>cache_control</c>, Bedrock's <c>cachePoint</c>). Dialects without marks cache by themselves or not at all.
/// </summary>
/// <param name="Ttl">How long, as providers write it: <c>5m</c>, <c>1h</c>; null for the provider's default.</param>
public sealed record CacheMark(string? Ttl);
