using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Management;

/// <summary>What the document says of usage and calls.</summary>
internal static class UsageOperations
{
    private const string Instant = """{"type":"string","anyOf":[{"format":"date-time"},{"format":"date"}]}""";

    public static readonly OperationDescription Sum = new()
    {
        Id = "sumUsage",
        Tag = OperationTags.Usage,
        Summary = "Sum up usage",
        Description = "Calls and tokens, in total or by group. The admin key sees all, any other key its own.",
        Parameters =
        [
            new ParameterDescription("group_by", "query", "By what to sum, with commas between: " + string.Join(", ", UsageResource.GroupNames.Select(name => $"`{name}`")) + ".") { Example = "\"model,key\"" },
            new ParameterDescription("from", "query", "Only calls from this instant on; a day begins at midnight UTC.", Instant) { Example = "\"2026-11-01\"" },
            new ParameterDescription("to", "query", "Only calls before this instant.", Instant),
            new ParameterDescription("model", "query", "Only calls of this model."),
            new ParameterDescription("key_id", "query", "Only calls by this key; the admin key alone may choose."),
        ],
        Answers = [new AnswerDescription(200, "One sum a group.", new ContentDescription(WireSchema.Of(ManagementJson.Default.UsageView)))],
        Errors = [ErrorKind.InvalidRequest],
    };

    public static readonly OperationDescription Call = new()
    {
        Id = "getCall",
        Tag = OperationTags.Usage,
        Summary = "Read a call's record",
        Description = "What a call was, how it went and what it used; never what was said. The admin key sees all, any other key its own.",
        Parameters = [new ParameterDescription("id", "path", "The call's id, from `x-penstock-call-id`.") { Example = "\"call_01JD7Z8Q5N3W6X9Y2A4B6C8D0E\"" }],
        Answers = [new AnswerDescription(200, "The record.", new ContentDescription(WireSchema.Of(ManagementJson.Default.CallView)))],
        Errors = [ErrorKind.NotFound],
    };
}
