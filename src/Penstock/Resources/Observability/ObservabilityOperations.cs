using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Resources.Documents;
using Penstock.Resources.Management;

namespace Penstock.Resources.Observability;

/// <summary>What the document says of metrics and of the log's level.</summary>
internal static class ObservabilityOperations
{
    private static readonly AnswerDescription Level = new(200, "The level now.", new ContentDescription(WireSchema.Of(ManagementJson.Default.LogLevelView)));
    private static readonly ContentDescription LevelBody = new(WireSchema.Written("LogLevelBody"), new ExampleDescription("debug", "Log more", """{"level":"debug"}"""));

    public static readonly OperationDescription ReadLevel = new()
    {
        Id = "getLogLevel",
        Tag = OperationTags.Operation,
        Permission = Permission.OperationRead,
        Summary = "Read the log's level",
        Description = "The least level that is logged now.",
        Answers = [Level],
    };

    public static readonly OperationDescription ReplaceLevel = new()
    {
        Id = "replaceLogLevel",
        Tag = OperationTags.Operation,
        Permission = Permission.OperationWrite,
        Audit = OperationAudit.Handler,
        Summary = "Set the log's level",
        Description = "It holds until the server ends or the configuration is read again.",
        Request = LevelBody,
        Answers = [Level],
        Errors = [ErrorKind.InvalidInput],
    };

    public static readonly OperationDescription ChangeLevel = ReplaceLevel with
    {
        Id = "changeLogLevel",
        Audit = OperationAudit.Handler,
        Summary = "Change the log's level",
        Request = LevelBody with { MediaTypes = [ContentDescription.Json, "application/merge-patch+json"] },
    };

    public static readonly OperationDescription Metrics = new()
    {
        Id = "getMetrics",
        Tag = OperationTags.Operation,
        Permission = Permission.OperationRead,
        Summary = "Metrics for Prometheus",
        Description = "Counters, gauges and histograms in Prometheus's text format; the names are OpenTelemetry's GenAI conventions'.",
        Answers = [new AnswerDescription(200, "The metrics.", new ContentDescription(WireSchema.Written("Text")) { MediaTypes = ["text/plain"] })],
    };
}
