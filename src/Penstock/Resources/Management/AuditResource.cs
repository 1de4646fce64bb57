using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Audit;
using Penstock.Domain.Access;

namespace Penstock.Resources.Management;

/// <summary><c>/api/v1/audit-events</c> and <c>/api/v1/audit-checkpoints</c>: who did what, and the means to prove it.</summary>
/// <param name="trail">The trail.</param>
/// <param name="checkpoint">Takes a checkpoint and gives its line, or the last one's.</param>
/// <param name="publicKey">What proves checkpoints.</param>
/// <param name="gate">Lets callers in.</param>
internal sealed class AuditResource(IAuditTrail trail, Func<CancellationToken, Task<string?>> checkpoint, string publicKey, Gate gate)
{
    private static readonly string[] Known = ["actor", "action", "kind", "target", "outcome", "from", "to", "limit", "cursor"];

    /// <summary>Maps the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapResource("/api/v1/audit-events", ProblemFormat.Instance, ("GET", gate.May(AuditOperations.List, ListAsync), AuditOperations.List));
        routes.MapResource("/api/v1/audit-checkpoints", ProblemFormat.Instance, ("POST", gate.May(AuditOperations.Checkpoint, CheckpointAsync), AuditOperations.Checkpoint));
    }

    private async Task ListAsync(HttpContext http, Caller caller)
    {
        var query = new QueryReader(http.Request.Query, Known);
        var limit = query.Integer("limit", 1, 500) ?? 100;
        var asked = new AuditQuery(limit + 1)
        {
            Actor = query.Text("actor"),
            Action = query.Text("action"),
            Kind = query.Text("kind"),
            Id = query.Text("target"),
            Outcome = query.OneOf("outcome", ["done", "denied", "failed"]) switch { "done" => AuditOutcome.Done, "denied" => AuditOutcome.Denied, "failed" => AuditOutcome.Failed, _ => null },
            From = query.Instant("from"),
            To = query.Instant("to"),
            After = Cursor(query),
        };
        if (query.Error is { } error)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, error);
            return;
        }

        var events = await trail.ListAsync(asked, http.RequestAborted);
        var page = events.Take(limit).ToArray();
        var next = events.Count > limit ? FormattableString.Invariant($"{page[^1].Place.At}.{page[^1].Place.Sequence}.{page[^1].Place.Node}") : null;
        await JsonAnswer.WriteAsync(http, new AuditEventList([.. page.Select(AuditEventView.Of)], next), ManagementJson.Default.AuditEventList);
    }

    private async Task CheckpointAsync(HttpContext http, Caller caller) =>
        await JsonAnswer.WriteAsync(http, new AuditCheckpointView(await checkpoint(http.RequestAborted), publicKey), ManagementJson.Default.AuditCheckpointView);

    private static AuditPlace? Cursor(QueryReader query)
    {
        if (query.Text("cursor") is not { } text)
        {
            return null;
        }

        if (text.Split('.') is [var at, var sequence, var node]
            && long.TryParse(at, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time) && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return new AuditPlace(node, number, time);
        }

        query.Refuse("cursor", "unknown_cursor", "Give the next_cursor of the page before, or none for the first.");
        return null;
    }
}
