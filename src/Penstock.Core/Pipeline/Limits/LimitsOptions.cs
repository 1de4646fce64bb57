namespace Penstock.Pipeline.Limits;

/// <summary>The limits of keys that have none of their own.</summary>
/// <param name="RequestsPerMinute">Calls that may begin in any 60 seconds; null for no limit.</param>
/// <param name="MaxConcurrentCalls">Calls that may run at once; null for no limit.</param>
public sealed record LimitsOptions(int? RequestsPerMinute = null, int? MaxConcurrentCalls = null);
