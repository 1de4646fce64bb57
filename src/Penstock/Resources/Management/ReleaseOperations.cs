using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Management;

/// <summary>What the document says of models' versions.</summary>
internal static class ReleaseOperations
{
    private static readonly ContentDescription Release = new(WireSchema.Of(ManagementJson.Default.ModelReleaseView));
    private static readonly AnswerDescription Changed = new(200, "The model as it stands now.", Release);
    private static readonly IReadOnlyList<ParameterDescription> Model = [CallParameters.Model("model_id")];

    public static readonly OperationDescription RollBack = new()
    {
        Id = "rollBackModel",
        Tag = OperationTags.Releases,
        Permission = Permission.ReleasesWrite,
        Audit = OperationAudit.Handler,
        Summary = "Go back to the previous version",
        Description = "Makes the next older version the default, and keeps it so, over restarts too, until a version is chosen or the choice is deleted. The version is loaded first: when it cannot be, nothing changes.",
        Parameters = Model,
        Answers = [Changed],
        Errors = [ErrorKind.ModelNotFound, ErrorKind.Conflict],
    };

    /// <summary>What the document says of the one address that rolls back a declaration, with a body, or the version that serves, without.</summary>
    public static OperationDescription OrRollBack(OperationDescription declaration) => declaration with
    {
        Id = RollBack.Id,
        Summary = "Roll a model back",
        Description = "With a body: the declaration becomes what it was in a version of it, as a new version; what was deleted comes back. "
            + $"Without a body: of a model of files, the version that serves goes back (this takes the permission {Permission.ReleasesWrite.Name()}). {RollBack.Description}",
        Request = declaration.Request! with { Optional = true },
        Answers = [new AnswerDescription(200, "The model as it is declared now; without a body its versions.", new ContentDescription(WireSchema.Made("RolledBackModel", new System.Text.Json.Nodes.JsonObject { ["type"] = "object" })))],
        Errors = [.. declaration.Errors, ErrorKind.ModelNotFound],
    };

    public static readonly OperationDescription Pin = new()
    {
        Id = "chooseModelVersion",
        Tag = OperationTags.Releases,
        Permission = Permission.ReleasesWrite,
        Audit = OperationAudit.Handler,
        Summary = "Choose the default version",
        Description = "Makes a version the default, and keeps it so, over restarts too.",
        Parameters = Model,
        Request = new ContentDescription(WireSchema.Written("VersionBody"), new ExampleDescription("version", "A version", """{"version":"3"}""")),
        Answers = [Changed],
        Errors = [ErrorKind.InvalidInput, ErrorKind.ModelNotFound, ErrorKind.NotFound, ErrorKind.Conflict],
    };

    public static readonly OperationDescription Unpin = new()
    {
        Id = "unchooseModelVersion",
        Tag = OperationTags.Releases,
        Permission = Permission.ReleasesWrite,
        Audit = OperationAudit.Handler,
        Summary = "Go back to the newest version",
        Description = "Forgets the version that was chosen, or rolled back to: the newest one that can be loaded answers.",
        Parameters = Model,
        Answers = [Changed],
        Errors = [ErrorKind.ModelNotFound, ErrorKind.Conflict],
    };

    public static readonly OperationDescription Canary = new()
    {
        Id = "setModelCanary",
        Tag = OperationTags.Releases,
        Permission = Permission.ReleasesWrite,
        Audit = OperationAudit.Handler,
        Summary = "Give a version a share of the calls",
        Description = "Calls that ask for no version are answered by this one as often as the weight says. It must take and give what the default version does. A canary that the configuration file declares is changed there.",
        Parameters = Model,
        Request = new ContentDescription(WireSchema.Written("CanaryBody"), new ExampleDescription("tenth", "A tenth of the calls", """{"version":"3","weight":10}""")),
        Answers = [Changed],
        Errors = [ErrorKind.InvalidInput, ErrorKind.ModelNotFound, ErrorKind.NotFound, ErrorKind.Conflict],
    };

    public static readonly OperationDescription NoCanary = new()
    {
        Id = "deleteModelCanary",
        Tag = OperationTags.Releases,
        Permission = Permission.ReleasesWrite,
        Audit = OperationAudit.Handler,
        Summary = "Take the canary's share away",
        Description = "The default version gets all calls again.",
        Parameters = Model,
        Answers = [Changed],
        Errors = [ErrorKind.ModelNotFound, ErrorKind.Conflict],
    };

    public static readonly OperationDescription Shadow = new()
    {
        Id = "getModelShadow",
        Tag = OperationTags.Releases,
        Permission = Permission.ModelsRead,
        Summary = "Read what the shadow version's comparisons came to",
        Description = "How often the shadow version answered what was answered, and in what it differed last; since the server began.",
        Parameters = Model,
        Answers = [new AnswerDescription(200, "The counts.", new ContentDescription(WireSchema.Of(ManagementJson.Default.ShadowView)))],
        Errors = [ErrorKind.ModelNotFound, ErrorKind.NotFound],
    };
}
