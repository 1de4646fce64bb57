namespace Penstock.Pipeline.Authenticate;

/// <summary>How long sessions last.</summary>
/// <param name="Idle">Without a request.</param>
/// <param name="Longest">At all.</param>
public sealed record SessionTimes(TimeSpan Idle, TimeSpan Longest);
