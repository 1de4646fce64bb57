using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Health;

/// <summary>What the document says of health.</summary>
internal static class HealthOperations
{
    private static readonly ContentDescription Health = new(WireSchema.Of(HealthJson.Default.HealthView));

    public static readonly OperationDescription Live = new()
    {
        Id = "getLiveness",
        Tag = OperationTags.Operation,
        Access = OperationAccess.Open,
        Summary = "Whether the process lives",
        Description = "It answers as long as the process can answer at all. An orchestrator restarts the process when it does not.",
        Answers = [new AnswerDescription(200, "It lives.", Health)],
    };

    public static readonly OperationDescription Ready = new()
    {
        Id = "getReadiness",
        Tag = OperationTags.Operation,
        Access = OperationAccess.Open,
        Summary = "Whether the server takes calls",
        Description = "503 while it starts and once it was told to end. A load balancer sends nothing then.",
        Answers = [new AnswerDescription(200, "It takes calls.", Health)],
        Errors = [ErrorKind.Unavailable],
    };

    public static readonly OperationDescription Info = new()
    {
        Id = "getInfo",
        Tag = OperationTags.Operation,
        Access = OperationAccess.Open,
        Summary = "What this server is",
        Description = "Name, version, where its documentation is, and for how long it has run.",
        Answers = [new AnswerDescription(200, "What it is.", new ContentDescription(WireSchema.Of(HealthJson.Default.InfoView)))],
    };
}
