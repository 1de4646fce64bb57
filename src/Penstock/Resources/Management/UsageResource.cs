using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Money;
using Penstock.Pipeline.Ledger;

namespace Penstock.Resources.Management;

/// <summary><c>/api/v1/usage</c> and <c>/api/v1/calls/{call_id}</c>: what was used. The admin sees all, a key its own.</summary>
internal sealed class UsageResource(ICallStore store, Gate gate)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly CallError Behind =
        new(ErrorKind.Unavailable, "The database does not take records at the moment. Nothing is lost: they wait in the journal.") { RetryAfter = TimeSpan.FromSeconds(5) };

    private static readonly string[] Known = ["group_by", "from", "to", "model", "key_id"];

    private static readonly Dictionary<string, UsageGroup> Groups =
        Enum.GetValues<UsageGroup>().ToDictionary(group => JsonNamingPolicy.SnakeCaseLower.ConvertName(group.ToString()), StringComparer.Ordinal);

    /// <summary>By what usage can be grouped.</summary>
    public static IEnumerable<string> GroupNames => Groups.Keys;

    /// <summary>Maps the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapResource("/api/v1/usage", ProblemFormat.Instance, ("GET", gate.Known(ProblemFormat.Instance, SumAsync), UsageOperations.Sum));
        routes.MapResource("/api/v1/calls/{id}", ProblemFormat.Instance, ("GET", gate.Known(ProblemFormat.Instance, ReadAsync), UsageOperations.Call));
    }

    private async Task SumAsync(HttpContext http, Caller caller)
    {
        var query = new QueryReader(http.Request.Query, Known);
        var names = query.SomeOf("group_by", Groups.Keys);
        var from = query.Instant("from");
        var to = query.Instant("to");
        if (query.Error is { } error)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, error);
            return;
        }

        var keyId = caller.Key.IsAdmin ? query.Text("key_id") : caller.Key.Id;
        if (!await CatchUpAsync(http))
        {
            return;
        }

        var rows = await store.SumAsync(new UsageQuery([.. names.Select(name => Groups[name])], from, to, query.Text("model"), keyId), http.RequestAborted);
        var view = new UsageView(names, from, to, [.. rows.Select(row => View(names, row))]);
        await JsonAnswer.WriteAsync(http, view, ManagementJson.Default.UsageView);
    }

    private async Task ReadAsync(HttpContext http, Caller caller)
    {
        if (!await CatchUpAsync(http))
        {
            return;
        }

        var record = await store.FindAsync((string)http.Request.RouteValues["id"]!, http.RequestAborted);
        if (record is null || (!caller.Key.IsAdmin && record.KeyId != caller.Key.Id))
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, new CallError(ErrorKind.NotFound, "There is no call of this id among those you may see."));
            return;
        }

        await JsonAnswer.WriteAsync(http, CallView.Of(record), ManagementJson.Default.CallView);
    }

    // What was answered before this request is in what it reads.
    private async Task<bool> CatchUpAsync(HttpContext http)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        patience.CancelAfter(Patience);
        try
        {
            await store.CatchUpAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, Behind);
            return false;
        }
    }

    private static UsageRowView View(string[] names, UsageRow row) => new(
        names.Zip(row.Groups).ToDictionary(pair => pair.First, pair => pair.Second),
        row.Calls,
        row.Failed,
        row.Unmetered,
        UsageCounts.Of(row.Usage),
        row.Duration / 1000.0,
        new Amount(row.Cost).ToString(),
        row.Currency,
        row.Unpriced);
}
