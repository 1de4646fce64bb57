using System.Text.Json.Nodes;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Management.Managed;

/// <summary>What the document says of a kind's addresses.</summary>
internal sealed class ManagedOperations
{
    private static readonly ParameterDescription IfMatch = new("If-Match", "header", "The `ETag` it had when it was read: the change is refused (412) when it has another now.");
    private static readonly ParameterDescription DryRun = new("dry_run", "query", "`true`: nothing is changed; the answer says what would be.", """{"type":"string","enum":["true","false"],"default":"false"}""");
    private static readonly (string, string)[] Tagged = [("ETag", "Its version, for `If-Match`.")];
    private readonly ManagedKind _kind;
    private readonly ParameterDescription _id;

    public ManagedOperations(ManagedKind kind)
    {
        _kind = kind;
        _id = new ParameterDescription(kind.IdName, "path", $"The id of the {kind.Name}; a slash in it is written `%2F`.") { Example = $"\"{kind.IdPrefix}_2f8Qm4RtXw6ZbC9nLk3P\"" };
        var schemas = new ManagedSchemas(kind);
        var view = new ContentDescription(schemas.View);
        var dry = new ContentDescription(schemas.DryRun);
        ContentDescription[] viewOrDry = [new ContentDescription(WireSchema.Made(kind.TypeName + "Answer", new JsonObject
        {
            ["anyOf"] = new JsonArray(new JsonObject { ["$ref"] = "#/components/schemas/" + schemas.View.Name }, new JsonObject { ["$ref"] = "#/components/schemas/" + schemas.DryRun.Name }),
        }, schemas.View, schemas.DryRun))];
        var body = new ContentDescription(schemas.Body, new ExampleDescription("whole", $"A {kind.Name}", kind.Example));

        List = Describe($"list{kind.TypeNames}", $"List {Plural}", $"{kind.What} What a file declares is in it, too.", kind.Read) with
        {
            Parameters =
            [
                .. kind.Filters.Select(member => new ParameterDescription(member, "query", $"Only those whose `{member}` is this, or has it.")),
                .. kind.Teams is null ? (ParameterDescription[])[] : [new ParameterDescription(ManagedQuery.TeamFilter[0], "query", "Only those that belong to the team of this id, or to one below it.")],
                new ParameterDescription("source", "query", "Only those that a file declares, or only those that were made here.", """{"type":"string","enum":["api","file"]}"""),
                new ParameterDescription("sort", "query", "The order; `-` turns it round.", """{"type":"string","enum":["id","-id","created_at","-created_at","updated_at","-updated_at"],"default":"id"}"""),
                new ParameterDescription("limit", "query", "How many a page has at most.", """{"type":"integer","minimum":1,"maximum":500,"default":100}"""),
                new ParameterDescription("cursor", "query", "The `next_cursor` of the page before."),
            ],
            Answers = [new AnswerDescription(200, "A page.", new ContentDescription(schemas.List))],
            Errors = [ErrorKind.InvalidRequest],
        };
        Create = Describe($"create{kind.TypeName}", $"Make a {kind.Name}", kind.What, kind.Write) with
        {
            Parameters = [DryRun],
            Request = body,
            Answers = [new AnswerDescription(201, $"The {kind.Name}.", view) { Headers = [("Location", "Its address."), .. Tagged] }, new AnswerDescription(200, "What it would be (`dry_run`).", dry)],
            Errors = [ErrorKind.InvalidInput, ErrorKind.Conflict],
        };
        Get = Describe($"get{kind.TypeName}", $"Read a {kind.Name}", kind.What, kind.Read) with
        {
            Parameters = [_id],
            Answers = [new AnswerDescription(200, $"The {kind.Name}.", view) { Headers = Tagged }],
            Errors = [ErrorKind.NotFound],
        };
        Replace = Changing($"replace{kind.TypeName}", $"Replace a {kind.Name}", "What the body leaves out gets its default.") with
        {
            Request = body,
            Answers = [new AnswerDescription(200, $"The {kind.Name}, or what it would be (`dry_run`).", viewOrDry) { Headers = Tagged }],
        };
        Change = Changing($"change{kind.TypeName}", $"Change a {kind.Name}", "A merge patch (RFC 7396): what the body leaves out stays, null takes a member away.") with
        {
            Request = new ContentDescription(schemas.Patch, new ExampleDescription("some", "Some members", kind.PatchExample)) { MediaTypes = [ContentDescription.Json, "application/merge-patch+json"] },
            Answers = [new AnswerDescription(200, $"The {kind.Name}, or what it would be (`dry_run`).", viewOrDry) { Headers = Tagged }],
        };
        Delete = Changing($"delete{kind.TypeName}", $"Delete a {kind.Name}", "What is in use is not deleted (409): the answer says by whom. Its versions stay, and can be rolled back to.") with
        {
            Answers = [new AnswerDescription(204, "It is gone."), new AnswerDescription(200, "What would be gone (`dry_run`).", dry)],
            Errors = [ErrorKind.NotFound, ErrorKind.Conflict, ErrorKind.PreconditionFailed, ErrorKind.InvalidRequest],
        };
        Versions = Describe($"list{kind.TypeName}Versions", $"List the versions of a {kind.Name}", "Every version it ever had, deletions included.", kind.Read) with
        {
            Parameters = [_id],
            Answers = [new AnswerDescription(200, "The versions.", new ContentDescription(schemas.Versions))],
            Errors = [ErrorKind.NotFound, ErrorKind.InvalidRequest],
        };
        Version = Describe($"get{kind.TypeName}Version", $"Read or compare a version of a {kind.Name}", "With `against`, also every difference between that version and this.", kind.Read) with
        {
            Parameters = [_id, new ParameterDescription("version", "path", "The version's number.", """{"type":"integer","minimum":1}""") { Example = "1" }, new ParameterDescription("against", "query", "The version to compare it with.", """{"type":"integer","minimum":1}""")],
            Answers = [new AnswerDescription(200, "The version.", new ContentDescription(schemas.Version))],
            Errors = [ErrorKind.NotFound, ErrorKind.InvalidRequest],
        };
        RollBack = Changing($"rollBack{kind.TypeName}", $"Roll a {kind.Name} back", "It becomes what it was in a version, as a new version; what was deleted comes back.") with
        {
            Request = new ContentDescription(WireSchema.Written("RollBackBody"), new ExampleDescription("first", "The first version", """{"version":1}""")),
            Answers = [new AnswerDescription(200, $"The {kind.Name}, or what it would be (`dry_run`).", viewOrDry) { Headers = Tagged }],
        };
    }

    public OperationDescription List { get; }

    public OperationDescription Create { get; }

    public OperationDescription Get { get; }

    public OperationDescription Replace { get; }

    public OperationDescription Change { get; }

    public OperationDescription Delete { get; }

    public OperationDescription Versions { get; }

    public OperationDescription Version { get; }

    public OperationDescription RollBack { get; }

    private string Plural => _kind.Path.Replace('-', ' ');

    private OperationDescription Changing(string id, string summary, string description) => Describe(id, summary, description, _kind.Write) with
    {
        Parameters = [_id, DryRun, IfMatch],
        Errors = [ErrorKind.InvalidInput, ErrorKind.NotFound, ErrorKind.Conflict, ErrorKind.PreconditionFailed],
    };

    private OperationDescription Describe(string id, string summary, string description, Permission permission) => new()
    {
        Id = id,
        Tag = _kind.Tag,
        Permission = permission,
        TeamScoped = _kind.Teams is not null,
        Audit = OperationAudit.Handler,
        Summary = summary,
        Description = description,
        Answers = [],
    };
}
