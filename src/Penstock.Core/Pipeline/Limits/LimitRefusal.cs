namespace Penstock.Pipeline.Limits;

/// <summary>Why a call was not let in.</summary>
/// <param name="Limit">The limit's name as the management API writes it.</param>
/// <param name="Allowed">The limit.</param>
/// <param name="RetryAfter">When a place will be free; null when that depends on running calls.</param>
public sealed record LimitRefusal(string Limit, int Allowed, TimeSpan? RetryAfter);
