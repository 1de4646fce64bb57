using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Penstock.Audit;

namespace Penstock.Resources.Management;

/// <summary>An entry of the audit trail.</summary>
internal sealed record AuditEventView
{
    [Description("Its place: the node that wrote it, a dot, and its number there.")]
    public required string Id { get; init; }

    [Description("When.")]
    public DateTimeOffset At { get; init; }

    [Description("Who: the id of a user, a service account, or a key of nobody's; `server` for Penstock itself, `file` for the configuration.")]
    public required string Actor { get; init; }

    [Description("The key that was presented. Null: none was.")]
    public string? KeyId { get; init; }

    [Description("From where. Null: that is not known.")]
    public string? Address { get; init; }

    [Description("With what, as the client says.")]
    public string? UserAgent { get; init; }

    [Description("What was done: `team.create`, `key.rotate`.")]
    public required string Action { get; init; }

    [Description("The kind of thing.")]
    public required string Kind { get; init; }

    [Description("Which one. Null: there is only one, or none.")]
    public string? Target { get; init; }

    [Description("How it went.")]
    [AllowedValues("done", "denied", "failed")]
    public required string Outcome { get; init; }

    [Description("What it was before; secrets are masked. Null: it was not there, or that is not kept.")]
    public JsonElement? Before { get; init; }

    [Description("What it is since, or more of what was done; secrets are masked. Null: it is gone, or that is not kept.")]
    public JsonElement? After { get; init; }

    [Description("The chain's hash up to here.")]
    public required string Hash { get; init; }

    public static AuditEventView Of(AuditEvent found) => new()
    {
        Id = FormattableString.Invariant($"{found.Place.Node}.{found.Place.Sequence}"),
        At = found.Entry.At,
        Actor = found.Entry.Actor.Id,
        KeyId = found.Entry.Actor.KeyId,
        Address = found.Entry.Actor.Address?.ToString(),
        UserAgent = found.Entry.Actor.UserAgent,
        Action = found.Entry.Action,
        Kind = found.Entry.Kind,
        Target = found.Entry.Id,
        Outcome = found.Entry.Outcome switch { AuditOutcome.Denied => "denied", AuditOutcome.Failed => "failed", _ => "done" },
        Before = Json(found.Entry.Before),
        After = Json(found.Entry.After),
        Hash = found.Hash,
    };

    private static JsonElement? Json(string? text) => text is null ? null : JsonElement.Parse(text);
}
