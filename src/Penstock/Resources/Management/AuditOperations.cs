using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Management;

/// <summary>What the document says of the audit trail.</summary>
internal static class AuditOperations
{
    public static readonly OperationDescription List = new()
    {
        Id = "listAuditEvents",
        Tag = OperationTags.Audit,
        Permission = Permission.AuditRead,
        Summary = "List the audit trail",
        Description = "Who did what to which thing, with what it was before and after, the newest first. Calls are in the trail by the digest of their records; they are listed under `/api/v1/calls`.",
        Parameters =
        [
            new ParameterDescription("actor", "query", "Only what this user, service account or key did."),
            new ParameterDescription("action", "query", "Only this action; with `*` at its end, all that begin so."),
            new ParameterDescription("kind", "query", "Only things of this kind."),
            new ParameterDescription("target", "query", "Only this thing."),
            new ParameterDescription("outcome", "query", "Only what went so.", """{"type":"string","enum":["done","denied","failed"]}"""),
            new ParameterDescription("from", "query", "Only entries from this instant on; a day begins at midnight UTC.", UsageOperations.Instant),
            new ParameterDescription("to", "query", "Only entries before this instant.", UsageOperations.Instant),
            new ParameterDescription("limit", "query", "How many a page has at most.", """{"type":"integer","minimum":1,"maximum":500,"default":100}"""),
            new ParameterDescription("cursor", "query", "The `next_cursor` of the page before."),
        ],
        Answers = [new AnswerDescription(200, "A page of entries.", new ContentDescription(WireSchema.Of(ManagementJson.Default.AuditEventList)))],
        Errors = [ErrorKind.InvalidRequest],
    };

    public static readonly OperationDescription Checkpoint = new()
    {
        Id = "takeAuditCheckpoint",
        Tag = OperationTags.Audit,
        Permission = Permission.AuditRead,
        Summary = "Take a checkpoint of the audit trail",
        Description = "A signed line that says where the trail is now, to be kept elsewhere: `penstock audit verify --checkpoint` finds with it whatever is changed, removed or cut off later.",
        Answers = [new AnswerDescription(200, "The checkpoint.", new ContentDescription(WireSchema.Of(ManagementJson.Default.AuditCheckpointView)))],
    };
}
