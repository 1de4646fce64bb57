using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Penstock.Audit;
using Penstock.Domain.Access;

namespace Penstock.Resources;

/// <summary>Writes what is done over the API into the audit trail, where no store does it in the transaction of the change.</summary>
internal sealed partial class AuditedActions(IAuditTrail trail, TimeProvider time, ILogger<AuditedActions> log)
{
    // Who hammers at a door writes the first of it and how often it was, not a database full.
    private const int DenialsPerMinute = 60;

    private readonly Lock _gate = new();
    private long _minute;
    private int _written;
    private int _unwritten;

    /// <summary>Writes what was done.</summary>
    /// <param name="by">Who did it.</param>
    /// <param name="action">What: <c>log_level.change</c>.</param>
    /// <param name="kind">To which kind of thing.</param>
    /// <param name="id">To which; null for the only one.</param>
    /// <param name="before">What it was, as JSON; null for nothing.</param>
    /// <param name="after">What it is, as JSON; null for nothing.</param>
    public Task DoneAsync(Actor by, string action, string kind, string? id, string? before = null, string? after = null) =>
        AppendAsync(new AuditEntry(by, action, kind, id, time.GetUtcNow()) { Before = before, After = after });

    /// <summary>Writes that somebody may not do what was asked for.</summary>
    public Task DeniedAsync(HttpContext http, Actor by, string action, string? permission)
    {
        var now = time.GetUtcNow();
        int more;
        lock (_gate)
        {
            var minute = now.UtcTicks / TimeSpan.TicksPerMinute;
            if (minute != _minute)
            {
                (_minute, _written) = (minute, 0);
            }

            if (_written == DenialsPerMinute)
            {
                _unwritten++;
                return Task.CompletedTask;
            }

            _written++;
            (more, _unwritten) = (_unwritten, 0);
        }

        var path = http.Request.Path.Value is { } whole ? whole[..Math.Min(whole.Length, 200)] : "";
        var asked = System.Text.Json.JsonSerializer.Serialize(
            new DeniedAction(http.Request.Method, path, permission, more == 0 ? null : more), DeniedActionJson.Default.DeniedAction);
        return AppendAsync(new AuditEntry(by, action, KindOf(http), http.Request.RouteValues["id"] as string, now) { After = asked, Outcome = AuditOutcome.Denied });
    }

    /// <summary>What a request is about: the first part of its path behind the API's.</summary>
    public static string KindOf(HttpContext http)
    {
        var parts = (http.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var kind = parts is ["api", "v1", var first, ..] ? first : parts is [var only, ..] ? only : "server";
        return kind[..Math.Min(kind.Length, 60)].Replace('-', '_');
    }

    // It was done, or denied, whether or not it can be written: the log has it then.
    private async Task AppendAsync(AuditEntry entry)
    {
        try
        {
            await trail.AppendAsync(entry, CancellationToken.None);
        }
        catch (DbException fault)
        {
            NotWritten(log, entry.Action, entry.Kind, entry.Id, entry.Actor.Id, entry.Outcome, fault);
        }
    }

    [LoggerMessage(40, LogLevel.Error, "The audit trail's database does not take an entry, so it is only here: {Action} of {Kind} {Id} by {Actor}: {Outcome}.")]
    private static partial void NotWritten(ILogger log, string action, string kind, string? id, string actor, AuditOutcome outcome, Exception fault);
}
