using System.Data.Common;
using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Money;
using Penstock.Gateways.Storage.Audit;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>
/// The table of calls: its columns, its statements, and how a row is a record. The SQL is what SQLite and PostgreSQL share.
/// </summary>
internal static class CallSql
{
    /// <summary>The columns, and what of a record is in them.</summary>
    public static readonly IReadOnlyList<(string Name, Func<CallRecord, ColumnValue> Value)> Columns =
    [
        ("id", call => call.Id),
        ("started_at", call => call.StartedAt),
        ("key_id", call => call.KeyId),
        ("model", call => call.Model),
        ("provider", call => call.Provider),
        ("upstream_model", call => call.UpstreamModel),
        ("dialect", call => call.Dialect),
        ("capability", call => call.Capability),
        ("stream", call => call.Stream ? 1L : 0L),
        ("status", call => (long)call.Status),
        ("ended", call => Ended(call.End)),
        ("error_kind", call => call.ErrorKind),
        ("input_tokens", call => call.Usage?.Input),
        ("output_tokens", call => call.Usage?.Output),
        ("cached_input_tokens", call => call.Usage?.CachedInput),
        ("cache_write_input_tokens", call => call.Usage?.CacheWriteInput),
        ("reasoning_tokens", call => call.Usage?.Reasoning),
        ("audio_input_tokens", call => call.Usage?.AudioInput),
        ("audio_output_tokens", call => call.Usage?.AudioOutput),
        ("time_to_first_byte", call => call.TimeToFirstByte),
        ("duration", call => call.Duration),
        ("request_bytes", call => call.RequestBytes),
        ("response_bytes", call => call.ResponseBytes),
        ("attempts", call => (long)call.Attempts),
        ("tags", call => Tags(call.Tags)),
        ("attempt_log", call => call.AttemptLog.Count == 0 ? null : JsonSerializer.Serialize(call.AttemptLog, ColumnJson.Default.IReadOnlyListAttemptRecord)),
        ("usage_estimated", call => call.UsageEstimated ? 1L : 0L),
        ("dropped", call => Names(call.Dropped)),
        ("answer_dropped", call => Names(call.AnswerDropped)),
        ("cost", call => call.Cost?.Units),
        ("cost_input", call => call.CostInput?.Units),
        ("cost_output", call => call.CostOutput?.Units),
        ("currency", call => call.Currency),
        ("price_source", call => call.PriceSource),
        ("price_unknown", call => call.PriceUnknown ? 1L : 0L),
        ("usage_details", call => call.Usage?.Details is { } details ? JsonSerializer.Serialize(details, ColumnJson.Default.UsageDetails) : null),
        ("user_id", call => call.UserId),
        ("service_account_id", call => call.ServiceAccountId),
        ("team", call => call.Teams.Count == 0 ? null : call.Teams[0]),
        ("teams", call => TeamList.Of(call.Teams)),
        ("region", call => call.Region),
        ("governed_tags", call => call.GovernedTags.Count == 0 ? null : Tags(call.GovernedTags)),
        ("decisions", call => Names(call.Decisions)),
        ("reserved", call => call.Reserved),
        ("settled", call => call.Settled),
    ];

    private static readonly string ColumnNames = string.Join(", ", Columns.Select(column => column.Name));

    /// <summary>Stores a record with its place in the audit trail, unless there is one of its id.</summary>
    public static readonly string Insert =
        $"""
        insert into calls ({ColumnNames}, audit_node, audit_seq)
        values ({string.Join(", ", Columns.Select(column => "@" + column.Name))}, @audit_node, @audit_seq)
        on conflict (id) do nothing
        """;

    /// <summary>Puts a record in the place of the one of its id; the parameters are those of <see cref="Insert"/>.</summary>
    public static readonly string Replace =
        $"""
        insert into calls ({ColumnNames}, audit_node, audit_seq)
        values ({string.Join(", ", Columns.Select(column => "@" + column.Name))}, @audit_node, @audit_seq)
        on conflict (id) do update set {string.Join(", ", Columns.Skip(1).Select(column => $"{column.Name} = excluded.{column.Name}"))},
          audit_node = excluded.audit_node, audit_seq = excluded.audit_seq
        """;

    /// <summary>The record of an id.</summary>
    public static readonly string Find = $"select {ColumnNames} from calls where id = @id";

    /// <summary>Records, without conditions.</summary>
    public static readonly string List = $"select {string.Join(", ", Columns.Select(column => "c." + column.Name))} from calls c";

    /// <summary>How far a journal was read.</summary>
    public const string FindPosition = "select segment, segment_offset from journal_positions where journal = @journal";

    /// <summary>Notes how far a journal was read.</summary>
    public const string SavePosition =
        """
        insert into journal_positions (journal, segment, segment_offset) values (@journal, @segment, @segment_offset)
        on conflict (journal) do update set segment = excluded.segment, segment_offset = excluded.segment_offset
        """;

    /// <summary>The record in a row.</summary>
    public static CallRecord Read(DbDataReader row) => new()
    {
        Id = row.Text("id")!,
        StartedAt = row.Number("started_at")!.Value,
        KeyId = row.Text("key_id"),
        Model = row.Text("model"),
        Provider = row.Text("provider"),
        UpstreamModel = row.Text("upstream_model"),
        Dialect = row.Text("dialect")!,
        Capability = row.Text("capability")!,
        Stream = row.Number("stream") != 0,
        Status = (int)row.Number("status")!.Value,
        End = Ended(row.Text("ended")!),
        ErrorKind = row.Text("error_kind"),
        Usage = row.Number("input_tokens") is null ? null : Usage(row) with { Details = row.Text("usage_details") is { } details ? JsonSerializer.Deserialize(details, ColumnJson.Default.UsageDetails) : null },
        TimeToFirstByte = row.Number("time_to_first_byte"),
        Duration = row.Number("duration")!.Value,
        RequestBytes = row.Number("request_bytes")!.Value,
        ResponseBytes = row.Number("response_bytes")!.Value,
        Attempts = (int)row.Number("attempts")!.Value,
        Tags = JsonSerializer.Deserialize(row.Text("tags")!, ColumnJson.Default.IReadOnlyDictionaryStringString)!,
        AttemptLog = row.Text("attempt_log") is { } log ? JsonSerializer.Deserialize(log, ColumnJson.Default.IReadOnlyListAttemptRecord)! : [],
        UsageEstimated = row.Number("usage_estimated") != 0,
        Dropped = Names(row.Text("dropped")),
        AnswerDropped = Names(row.Text("answer_dropped")),
        Cost = Amount(row, "cost"),
        CostInput = Amount(row, "cost_input"),
        CostOutput = Amount(row, "cost_output"),
        Currency = row.Text("currency"),
        PriceSource = row.Text("price_source"),
        PriceUnknown = row.Number("price_unknown") != 0,
        UserId = row.Text("user_id"),
        ServiceAccountId = row.Text("service_account_id"),
        Teams = TeamList.Read(row.Text("teams")),
        Region = row.Text("region"),
        GovernedTags = row.Text("governed_tags") is { } tags ? JsonSerializer.Deserialize(tags, ColumnJson.Default.IReadOnlyDictionaryStringString)! : new Dictionary<string, string>(),
        Decisions = Names(row.Text("decisions")),
        Reserved = row.Number("reserved"),
        Settled = row.Number("settled"),
    };

    /// <summary>The tokens in a row, of one call or of a sum.</summary>
    public static TokenUsage Usage(DbDataReader row) => new()
    {
        Input = row.Number("input_tokens") ?? 0,
        Output = row.Number("output_tokens") ?? 0,
        CachedInput = row.Number("cached_input_tokens") ?? 0,
        CacheWriteInput = row.Number("cache_write_input_tokens") ?? 0,
        Reasoning = row.Number("reasoning_tokens") ?? 0,
        AudioInput = row.Number("audio_input_tokens") ?? 0,
        AudioOutput = row.Number("audio_output_tokens") ?? 0,
    };

    /// <summary>The digest of a record's columns, for the audit trail.</summary>
    public static string Digest(CanonicalBytes bytes, ReadOnlySpan<ColumnValue> values)
    {
        bytes.Clear();
        for (var i = 0; i < Columns.Count; i++)
        {
            bytes.Add(Columns[i].Name, values[i]);
        }

        return bytes.Digest();
    }

    private static Amount? Amount(DbDataReader row, string column) => row.Number(column) is { } units ? new Amount(units) : null;

    private static string Tags(IReadOnlyDictionary<string, string> tags) =>
        tags.Count == 0 ? "{}" : JsonSerializer.Serialize(tags, ColumnJson.Default.IReadOnlyDictionaryStringString);

    private static string? Names(IReadOnlyList<string> names) => names.Count == 0 ? null : JsonSerializer.Serialize(names, ColumnJson.Default.IReadOnlyListString);

    private static IReadOnlyList<string> Names(string? names) => names is null ? [] : JsonSerializer.Deserialize(names, ColumnJson.Default.IReadOnlyListString)!;

    /// <summary>The word of an end.</summary>
    public static string Ended(CallEnd end) => end switch
    {
        CallEnd.Completed => "completed",
        CallEnd.Failed => "failed",
        CallEnd.Cut => "cut",
        CallEnd.ClientLeft => "client_left",
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, null),
    };

    private static CallEnd Ended(string end) => end switch
    {
        "completed" => CallEnd.Completed,
        "failed" => CallEnd.Failed,
        "cut" => CallEnd.Cut,
        _ => CallEnd.ClientLeft,
    };
}
