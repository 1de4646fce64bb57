namespace Penstock.Domain.Calls;

/// <summary>How a call stands with one limit.</summary>
/// <param name="Limit">The limit's id.</param>
/// <param name="Most">The most there may be.</param>
/// <param name="Remaining">What is left of it, this call's own part taken off; never below zero.</param>
/// <param name="Reset">How long until all of it is there again, if nothing more is taken.</param>
/// <param name="Per">The length of the window.</param>
public readonly record struct Quota(string Limit, long Most, long Remaining, TimeSpan Reset, TimeSpan Per);
