using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Management;

/// <summary>What the document says of usage and calls.</summary>
internal static class UsageOperations
{
    public const string Instant = """{"type":"string","anyOf":[{"format":"date-time"},{"format":"date"}]}""";

    public static readonly OperationDescription Sum = new()
    {
        Id = "sumUsage",
        Tag = OperationTags.Usage,
        Summary = "Sum up usage",
        Permission = Permission.UsageRead,
        OwnPermission = Permission.OwnUsageRead,
        TeamScoped = true,
        Description = "Calls, tokens and costs, in total or by groups. Who may read the usage of others sees all, or that of its teams; anybody else its own. With `Accept: text/csv` it is a table.",
        Parameters =
        [
            new ParameterDescription("group_by", "query", "By what to sum, with commas between: " + string.Join(", ", UsageParameters.GroupNames.Select(name => $"`{name}`")) + ", and `tag:name` for a tag.") { Example = "\"model,day\"" },
            new ParameterDescription("time_zone", "query", "Where hours, days, weeks and months begin: a name of the IANA time zone database.") { Example = "\"Europe/Berlin\"" },
            new ParameterDescription("percentiles", "query", "Whether percentiles of the durations are wanted, too.", """{"type":"string","enum":["true","false"],"default":"false"}"""),
            .. UsageParameters.Described,
        ],
        Answers = [new AnswerDescription(200, "One sum a group.", new ContentDescription(WireSchema.Of(ManagementJson.Default.UsageView)))],
        Errors = [ErrorKind.InvalidRequest],
    };

    public static readonly OperationDescription Calls = new()
    {
        Id = "listCalls",
        Tag = OperationTags.Usage,
        Permission = Permission.UsageRead,
        OwnPermission = Permission.OwnUsageRead,
        TeamScoped = true,
        Summary = "List calls",
        Description = "Records of calls, the newest first: what they were, how they went and what they used; never what was said. Who may read the usage of others sees all, or that of its teams; anybody else its own.",
        Parameters =
        [
            .. UsageParameters.Described,
            new ParameterDescription("limit", "query", "How many a page has at most.", """{"type":"integer","minimum":1,"maximum":500,"default":100}"""),
            new ParameterDescription("cursor", "query", "The `next_cursor` of the page before."),
        ],
        Answers = [new AnswerDescription(200, "A page of calls.", new ContentDescription(WireSchema.Of(ManagementJson.Default.CallList)))],
        Errors = [ErrorKind.InvalidRequest],
    };

    public static readonly OperationDescription Call = new()
    {
        Permission = Permission.UsageRead,
        OwnPermission = Permission.OwnUsageRead,
        TeamScoped = true,
        Id = "getCall",
        Tag = OperationTags.Usage,
        Summary = "Read a call's record",
        Description = "What a call was, how it went and what it used; never what was said. Who may read the usage of others sees all, or that of its teams; anybody else its own.",
        Parameters = [new ParameterDescription("id", "path", "The call's id, from `x-penstock-call-id`.") { Example = "\"call_01JD7Z8Q5N3W6X9Y2A4B6C8D0E\"" }],
        Answers = [new AnswerDescription(200, "The record.", new ContentDescription(WireSchema.Of(ManagementJson.Default.CallView)))],
        Errors = [ErrorKind.NotFound],
    };
}
