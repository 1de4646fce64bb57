namespace Penstock.Domain.Access;

/// <summary>How much of something there may be in any stretch of time of a length, wherever it begins.</summary>
/// <param name="Unit">What is counted.</param>
/// <param name="Most">The most.</param>
/// <param name="Per">The length.</param>
public sealed record LimitRate(LimitUnit Unit, long Most, TimeSpan Per);
