using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Management;

/// <summary>What the document says of recorded content.</summary>
internal static class ContentOperations
{
    public static readonly OperationDescription Read = new()
    {
        Id = "getContent",
        Tag = OperationTags.Audit,
        Permission = Permission.ContentRead,
        Summary = "Read what was said in a call",
        Description = "Only of calls whose policy had it recorded, redacted, as long as it is kept. That it was read is in the audit trail.",
        Parameters = [new ParameterDescription("id", "path", "The call's id, from `x-penstock-call-id`.") { Example = "\"call_01JD7Z8Q5N3W6X9Y2A4B6C8D0E\"" }],
        Answers = [new AnswerDescription(200, "The content.", new ContentDescription(WireSchema.Of(ManagementJson.Default.ContentView)))],
        Errors = [ErrorKind.NotFound],
    };

    public static readonly OperationDescription Erase = new()
    {
        Id = "eraseContent",
        Tag = OperationTags.Audit,
        Permission = Permission.ContentErase,
        Audit = OperationAudit.Handler,
        Summary = "Erase what somebody said",
        Description = "All recorded content of a user, a service account or a key of nobody's, at once and for good: the key that it is encrypted with is destroyed, so that copies of the database cannot be read either.",
        Parameters = [new ParameterDescription("user", "query", "Whose: the id of a user, a service account, or a key of nobody's.") { Example = "\"user_2f8Qm4RtXw6ZbC9nLk3P\"" }],
        Answers = [new AnswerDescription(200, "It is gone.", new ContentDescription(WireSchema.Of(ManagementJson.Default.ErasedView)))],
        Errors = [ErrorKind.InvalidRequest],
    };
}
