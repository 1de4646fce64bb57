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

    public static readonly OperationDescription List = new()
    {
        Id = "listModelReleases",
        Tag = OperationTags.Releases,
        Permission = Permission.ModelsRead,
        Summary = "List the models and their versions",
        Description = "Every model with the state of each of its versions, and the reason where one does not serve.",
        Answers = [new AnswerDescription(200, "The models, by id.", new ContentDescription(WireSchema.Of(ManagementJson.Default.ModelReleaseList)))],
    };

    public static readonly OperationDescription Read = new()
    {
        Id = "getModelRelease",
        Tag = OperationTags.Releases,
        Permission = Permission.ModelsRead,
        Summary = "Read a model's versions",
        Description = "A model with the state of each of its versions.",
        Parameters = Model,
        Answers = [new AnswerDescription(200, "The model.", Release)],
        Errors = [ErrorKind.ModelNotFound],
    };

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
