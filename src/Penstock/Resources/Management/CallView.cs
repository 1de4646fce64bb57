using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Penstock.Domain.Calls;
using Penstock.Domain.Money;
using Penstock.Pipeline.Ledger;

namespace Penstock.Resources.Management;

/// <summary>A call's record as the management API shows it. Times are in milliseconds.</summary>
internal sealed record CallView
{
    [Description("The id of x-penstock-call-id.")]
    public required string CallId { get; init; }

    [Description("When it began.")]
    public DateTimeOffset StartedAt { get; init; }

    [Description("The key that called. Null: none was known.")]
    public string? KeyId { get; init; }

    [Description("The model that was asked for.")]
    public string? Model { get; init; }

    [Description("Where it ran.")]
    public string? Provider { get; init; }

    [Description("The provider's name of the model.")]
    public string? UpstreamModel { get; init; }

    [Description("The wire format of the client.")]
    public required string Dialect { get; init; }

    [Description("What was asked of the model.")]
    [AllowedValues("chat", "completions", "embeddings", "predict", "rerank", "count_tokens", "moderations", "images", "speech", "transcriptions")]
    public required string Capability { get; init; }

    [Description("Whether a stream was asked for.")]
    public bool Stream { get; init; }

    [Description("The HTTP status of the answer.")]
    public int Status { get; init; }

    [Description("How it ended.")]
    [AllowedValues("completed", "failed", "cut", "client_left")]
    public required string End { get; init; }

    [Description("What went wrong. Null: nothing.")]
    public string? ErrorKind { get; init; }

    [Description("The tokens used. Null: nobody said.")]
    public UsageCounts? Usage { get; init; }

    [Description("Milliseconds to the first byte of the answer. Null: there was none.")]
    public double? TimeToFirstByteMs { get; init; }

    [Description("Milliseconds in all.")]
    public double DurationMs { get; init; }

    [Description("The body's size.")]
    public long RequestBytes { get; init; }

    [Description("The answer's size.")]
    public long ResponseBytes { get; init; }

    [Description("How often a provider was asked.")]
    public int Attempts { get; init; }

    [Description("The attempts one by one, with why each was made. Empty: the only one answered.")]
    public required IReadOnlyList<AttemptView> AttemptLog { get; init; }

    [Description("What of the request the provider could not be told, as in x-penstock-dropped.")]
    public required IReadOnlyList<string> Dropped { get; init; }

    [Description("What of the answer the client's wire format could not carry.")]
    public required IReadOnlyList<string> AnswerDropped { get; init; }

    [Description("Whether the tokens are Penstock's own estimate, because the provider did not say.")]
    public bool UsageEstimated { get; init; }

    [Description("What it cost: a decimal text. Null: no provider was asked, or the price is not known.")]
    public string? Cost { get; init; }

    [Description("Of the cost: what went in.")]
    public string? InputCost { get; init; }

    [Description("Of the cost: what came out.")]
    public string? OutputCost { get; init; }

    [Description("The currency. Null: there is no cost.")]
    public string? Currency { get; init; }

    [Description("Where the price is from, or `price unknown`. Null: nothing had a price.")]
    public string? Price { get; init; }

    [Description("The tags of x-penstock-tags.")]
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    [Description("The user whose credential it was. Null: none.")]
    public string? User { get; init; }

    [Description("The service account whose credential it was. Null: none.")]
    public string? ServiceAccount { get; init; }

    [Description("The caller's teams, the nearest first, with those above them.")]
    public required IReadOnlyList<string> Teams { get; init; }

    [Description("Where it ran. Null: that is not known.")]
    public string? Region { get; init; }

    [Description("The tags that limits, budgets and reports go by: the key's own, and those of the client that the key allows.")]
    public required IReadOnlyDictionary<string, string> GovernedTags { get; init; }

    [Description("Why it was decided as it was, in order.")]
    public required IReadOnlyList<string> Decisions { get; init; }

    [Description("What budgets held back for it: a decimal text. Null: none did.")]
    public string? Reserved { get; init; }

    [Description("What was settled of that. Null: nothing was held back.")]
    public string? Settled { get; init; }

    public static CallView Of(CallRecord record) => new()
    {
        User = record.UserId,
        ServiceAccount = record.ServiceAccountId,
        Teams = record.Teams,
        Region = record.Region,
        GovernedTags = record.GovernedTags,
        Decisions = record.Decisions,
        Reserved = record.Reserved is { } reserved ? new Amount(reserved).ToString() : null,
        Settled = record.Settled is { } settled ? new Amount(settled).ToString() : null,
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
        AttemptLog = [.. record.AttemptLog.Select(AttemptView.Of)],
        Dropped = record.Dropped,
        AnswerDropped = record.AnswerDropped,
        UsageEstimated = record.UsageEstimated,
        Cost = record.Cost?.ToString(),
        InputCost = record.CostInput?.ToString(),
        OutputCost = record.CostOutput?.ToString(),
        Currency = record.Currency,
        Price = record.PriceUnknown ? "price unknown" : record.PriceSource,
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
