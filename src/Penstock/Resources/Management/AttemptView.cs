using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Penstock.Domain.Money;
using Penstock.Pipeline.Ledger;

namespace Penstock.Resources.Management;

/// <summary>An attempt as the management API shows it.</summary>
internal sealed record AttemptView
{
    [Description("Where it ran.")]
    public required string Provider { get; init; }

    [Description("The provider's name of the model.")]
    public required string UpstreamModel { get; init; }

    [Description("Why it was made: by order and weight, again after a back-off, since the one before had failed, to see whether a target has recovered, or since none was healthy.")]
    [AllowedValues("chosen", "retry", "fallback", "probe", "last_resort")]
    public required string Reason { get; init; }

    [Description("Milliseconds until it failed, or until its answer or its stream's first event was there.")]
    public double DurationMs { get; init; }

    [Description("What went wrong. Null: it answered.")]
    public string? ErrorKind { get; init; }

    [Description("A more exact code. Null: there is none.")]
    public string? ErrorCode { get; init; }

    [Description("The HTTP status of its error. Null: it answered.")]
    public int? Status { get; init; }

    [Description("What it cost though it failed: a decimal text. Null: its provider bills nothing, or the price is not known.")]
    public string? Cost { get; init; }

    public static AttemptView Of(AttemptRecord record) => new()
    {
        Provider = record.Provider,
        UpstreamModel = record.UpstreamModel,
        Reason = record.Reason,
        DurationMs = record.Duration / 1000.0,
        ErrorKind = record.ErrorKind,
        ErrorCode = record.ErrorCode,
        Status = record.Status,
        Cost = record.Cost is { } units ? new Amount(units).ToString() : null,
    };
}
