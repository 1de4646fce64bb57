using Penstock.Domain.Calls;
using Penstock.Pipeline.Ledger;

namespace Penstock.Resources.Management;

/// <summary>A call's record as the management API shows it. Times are in milliseconds.</summary>
internal sealed record CallView
{
    public required string CallId { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public string? KeyId { get; init; }

    public string? Model { get; init; }

    public string? Provider { get; init; }

    public string? UpstreamModel { get; init; }

    public required string Dialect { get; init; }

    public required string Capability { get; init; }

    public bool Stream { get; init; }

    public int Status { get; init; }

    /// <summary><c>completed</c>, <c>failed</c>, <c>cut</c> or <c>client_left</c>.</summary>
    public required string End { get; init; }

    public string? ErrorKind { get; init; }

    public UsageCounts? Usage { get; init; }

    public double? TimeToFirstByteMs { get; init; }

    public double DurationMs { get; init; }

    public long RequestBytes { get; init; }

    public long ResponseBytes { get; init; }

    public int Attempts { get; init; }

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public static CallView Of(CallRecord record) => new()
    {
        CallId = record.Id,
        StartedAt = DateTimeOffset.UnixEpoch.AddTicks(record.StartedAt * TimeSpan.TicksPerMicrosecond),
        KeyId = record.KeyId,
        Model = record.Model,
        Provider = record.Provider,
        UpstreamModel = record.UpstreamModel,
        Dialect = record.Dialect,
        Capability = record.Capability,
        Stream = record.Stream,
        Status = record.Status,
        End = EndName(record.End),
        ErrorKind = record.ErrorKind,
        Usage = record.Usage is { } usage ? UsageCounts.Of(usage) : null,
        TimeToFirstByteMs = record.TimeToFirstByte / 1000.0,
        DurationMs = record.Duration / 1000.0,
        RequestBytes = record.RequestBytes,
        ResponseBytes = record.ResponseBytes,
        Attempts = record.Attempts,
        Tags = record.Tags,
    };

    private static string EndName(CallEnd end) => end switch
    {
        CallEnd.Completed => "completed",
        CallEnd.Failed => "failed",
        CallEnd.Cut => "cut",
        _ => "client_left",
    };
}
