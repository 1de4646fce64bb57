using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Money;
using Penstock.Pipeline.Ledger;

namespace Penstock.Resources.Management;

/// <summary>
/// <c>/api/v1/usage</c> and <c>/api/v1/calls</c>: what was used. Who may see the usage of others sees all, or that of its teams; anybody else
/// sees its own.
/// </summary>
internal sealed class UsageResource(ICallStore store, Gate gate)
{
    private const int MostRows = 50_000;

    private static readonly string[] KnownToUsage = [.. UsageParameters.Names, "group_by", "time_zone", "percentiles"];
    private static readonly string[] KnownToCalls = [.. UsageParameters.Names, "limit", "cursor"];

    /// <summary>Maps the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var errors = ProblemFormat.Instance;
        routes.MapResource("/api/v1/usage", errors, ("GET", gate.May(UsageOperations.Sum, SumAsync), UsageOperations.Sum));
        routes.MapResource("/api/v1/calls", errors, ("GET", gate.May(UsageOperations.Calls, ListAsync), UsageOperations.Calls));
        routes.MapResource("/api/v1/calls/{id}", errors, ("GET", gate.May(UsageOperations.Call, ReadAsync), UsageOperations.Call));
    }

    private async Task SumAsync(HttpContext http, Caller caller)
    {
        var query = new QueryReader(http.Request.Query, KnownToUsage);
        var (names, groups, tags) = UsageParameters.GroupBy(query);
        var (from, to, zone) = (query.Instant("from"), query.Instant("to"), UsageParameters.Zone(query));
        var (only, onlyTags, percentiles) = (UsageParameters.Only(query), UsageParameters.OnlyTags(query), query.OneOf("percentiles", ["true", "false"]) == "true");
        var csv = CsvAnswer.IsWanted(http.Request);
        if ((query.Error ?? (csv ? null : MediaTypes.RefuseAccept(http.Request, MediaTypes.Json))) is { } error)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, error);
            return;
        }

        if (!await CatchUpAsync(http))
        {
            return;
        }

        var asked = new UsageQuery(groups, from, to) { GroupByTags = tags, Only = only, OnlyTags = onlyTags, Scope = UsageParameters.ScopeOf(caller), Zone = zone, Percentiles = percentiles };
        var rows = await store.SumAsync(asked, http.RequestAborted);
        if (rows.Count > MostRows)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, new CallError(ErrorKind.InvalidRequest, $"This gives {rows.Count} rows, and {MostRows} are the most. Group by less, or filter more.") { Param = "group_by" });
        }
        else if (csv)
        {
            await CsvAnswer.WriteAsync(http, "usage.csv", Header(names, percentiles), rows.Select(row => Cells(row, percentiles)));
        }
        else
        {
            await JsonAnswer.WriteAsync(http, new UsageView(names, from, to, zone?.Id ?? "UTC", [.. rows.Select(row => UsageRowView.Of(names, row))]), ManagementJson.Default.UsageView);
        }
    }

    private async Task ListAsync(HttpContext http, Caller caller)
    {
        var query = new QueryReader(http.Request.Query, KnownToCalls);
        var limit = query.Integer("limit", 1, 500) ?? 100;
        var asked = new CallQuery(limit + 1) { From = query.Instant("from"), To = query.Instant("to"), Only = UsageParameters.Only(query), OnlyTags = UsageParameters.OnlyTags(query), After = Cursor(query) };
        if (query.Error is { } error)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, error);
            return;
        }

        if (!await CatchUpAsync(http))
        {
            return;
        }

        var records = await store.ListAsync(asked with { Scope = UsageParameters.ScopeOf(caller) }, http.RequestAborted);
        var page = records.Take(limit).ToArray();
        var next = records.Count > limit ? FormattableString.Invariant($"{page[^1].StartedAt}.{page[^1].Id}") : null;
        await JsonAnswer.WriteAsync(http, new CallList([.. page.Select(CallView.Of)], next), ManagementJson.Default.CallList);
    }

    private async Task ReadAsync(HttpContext http, Caller caller)
    {
        if (!await CatchUpAsync(http))
        {
            return;
        }

        var record = await store.FindAsync((string)http.Request.RouteValues["id"]!, http.RequestAborted);
        if (record is null || UsageParameters.ScopeOf(caller)?.Has(record) == false)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, new CallError(ErrorKind.NotFound, "There is no call of this id among those you may see."));
            return;
        }

        await JsonAnswer.WriteAsync(http, CallView.Of(record), ManagementJson.Default.CallView);
    }

    private static (long, string)? Cursor(QueryReader query)
    {
        if (query.Text("cursor") is not { } text)
        {
            return null;
        }

        var cut = text.IndexOf('.', StringComparison.Ordinal);
        if (cut > 0 && long.TryParse(text.AsSpan(0, cut), NumberStyles.None, CultureInfo.InvariantCulture, out var at))
        {
            return (at, text[(cut + 1)..]);
        }

        query.Refuse("cursor", "unknown_cursor", "Give the next_cursor of the page before, or none for the first.");
        return null;
    }

    // What was answered before this request is in what it reads.
    private async Task<bool> CatchUpAsync(HttpContext http)
    {
        if (await LedgerWait.ForAsync(store, http.RequestAborted) is { } behind)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, behind);
            return false;
        }

        return true;
    }

    private static string[] Header(string[] names, bool percentiles) =>
    [
        .. names, "calls", "failed_calls", "unmetered_calls", "unpriced_calls", "input_tokens", "output_tokens", "cached_input_tokens", "cache_write_input_tokens", "reasoning_tokens",
        "audio_input_tokens", "audio_output_tokens", "duration_ms", "cost", "input_cost", "output_cost", "currency",
        .. percentiles ? (string[])["duration_p50_ms", "duration_p90_ms", "duration_p95_ms", "duration_p99_ms", "first_byte_p50_ms", "first_byte_p90_ms", "first_byte_p95_ms", "first_byte_p99_ms"] : [],
    ];

    private static IEnumerable<string?> Cells(UsageRow row, bool percentiles)
    {
        var usage = row.Usage;
        long[] counts =
        [
            row.Calls, row.Failed, row.Unmetered, row.Unpriced, usage.Input, usage.Output, usage.CachedInput, usage.CacheWriteInput, usage.Reasoning, usage.AudioInput, usage.AudioOutput,
        ];
        IEnumerable<string?> cells =
        [
            .. row.Groups, .. counts.Select(count => count.ToString(CultureInfo.InvariantCulture)), Milliseconds(row.Duration),
            Amount.Text(row.Cost), Amount.Text(row.CostInput), Amount.Text(row.CostOutput), row.Currency,
        ];
        return percentiles ? cells.Concat(Percentiles(row.Durations)).Concat(Percentiles(row.FirstBytes)) : cells;
    }

    private static string?[] Percentiles(DurationPercentiles? all) =>
        all is null ? [null, null, null, null] : [Milliseconds(all.Half), Milliseconds(all.Ninety), Milliseconds(all.NinetyFive), Milliseconds(all.NinetyNine)];

    private static string Milliseconds(long micros) => (micros / 1000m).ToString(CultureInfo.InvariantCulture);
}
