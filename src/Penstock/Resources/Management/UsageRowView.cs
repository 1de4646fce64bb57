namespace Penstock.Resources.Management;

/// <summary>One sum: of which group, how many calls, how they went, and the tokens.</summary>
internal sealed record UsageRowView(
    IReadOnlyDictionary<string, string?> Group,
    long Calls,
    long FailedCalls,
    long UnmeteredCalls,
    UsageCounts Usage,
    double DurationMs);
