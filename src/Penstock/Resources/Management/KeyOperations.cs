using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Management;

/// <summary>What the document says of keys.</summary>
internal static class KeyOperations
{
    private static readonly ParameterDescription Id = new("id", "path", "The key's id.") { Example = "\"key_2f8Qm4RtXw6ZbC9nLk3P\"" };
    private static readonly ParameterDescription IfMatch = new("If-Match", "header", "The `ETag` the key had when it was read: the change is refused (412) when it has another now.");
    private static readonly (string, string)[] Tagged = [("ETag", "The key's version, for `If-Match`.")];
    private static readonly ContentDescription Key = new(WireSchema.Of(ManagementJson.Default.KeyView));

    private static readonly ExampleDescription Whole =
        new("all", "Every member", """{"name":"search team","allowed_models":["iris","gpt-4.1*"],"requests_per_minute":600,"max_concurrent_calls":8,"permissions":["calls:make"],"allowed_networks":["10.0.0.0/8"],"tags":{"project":"atlas"},"client_tags":["step"],"expires_at":"2099-01-01T00:00:00Z"}""");

    public static readonly OperationDescription List = new()
    {
        Id = "listKeys",
        Tag = OperationTags.Keys,
        Permission = Permission.KeysRead,
        OwnPermission = Permission.OwnKeysWrite,
        TeamScoped = true,
        Summary = "List the keys",
        Description = "All keys that the caller may see, but the admin's; revoked ones included.",
        Parameters =
        [
            new ParameterDescription("state", "query", "Only keys in this state.", """{"type":"string","enum":["active","expired","revoked"]}"""),
            new ParameterDescription("name", "query", "Only keys of this name."),
            new ParameterDescription("owner", "query", "Only keys of the user, service account or team of this id."),
            new ParameterDescription("sort", "query", "The order; `-` turns it round.", """{"type":"string","enum":["created_at","-created_at","name","-name"],"default":"created_at"}"""),
            new ParameterDescription("limit", "query", "How many a page has at most.", """{"type":"integer","minimum":1,"maximum":500,"default":100}"""),
            new ParameterDescription("cursor", "query", "The `next_cursor` of the page before."),
        ],
        Answers = [new AnswerDescription(200, "A page of keys.", new ContentDescription(WireSchema.Of(ManagementJson.Default.KeyList)))],
        Errors = [ErrorKind.InvalidRequest],
    };

    public static readonly OperationDescription Create = new()
    {
        Id = "createKey",
        Tag = OperationTags.Keys,
        Permission = Permission.KeysWrite,
        Audit = OperationAudit.Handler,
        OwnPermission = Permission.OwnKeysWrite,
        TeamScoped = true,
        Summary = "Make a key",
        Description = """
            The key itself is only in this answer: it is stored hashed, and nobody can read it again. It may do what its owner may, and no more than `permissions` say;
            a key of nobody's may call models. Nobody can make a key that may more than he may himself. Without `owner`, whoever has `keys:write` makes a key of
            nobody's, and everybody else a key of his own, which has the limits and tags of the key it was made with.
            """,
        Request = new ContentDescription(WireSchema.Written("KeyBody"), new ExampleDescription("name", "A key for everything", """{"name":"ada"}"""), Whole),
        Answers = [new AnswerDescription(201, "The key.", Key) { Headers = [("Location", "The key's address."), .. Tagged] }],
        Errors = [ErrorKind.InvalidInput],
    };

    public static readonly OperationDescription Read = new()
    {
        Id = "getKey",
        Tag = OperationTags.Keys,
        Permission = Permission.KeysRead,
        OwnPermission = Permission.OwnKeysWrite,
        TeamScoped = true,
        Summary = "Read a key",
        Description = "What the key may do; not the key itself.",
        Parameters = [Id],
        Answers = [new AnswerDescription(200, "The key.", Key) { Headers = Tagged }],
        Errors = [ErrorKind.NotFound],
    };

    public static readonly OperationDescription Replace = new()
    {
        Id = "replaceKey",
        Tag = OperationTags.Keys,
        Permission = Permission.KeysWrite,
        Audit = OperationAudit.Handler,
        OwnPermission = Permission.OwnKeysWrite,
        TeamScoped = true,
        Summary = "Replace what a key may do",
        Description = "What the body leaves out gets its default. The key itself and its owner stay the same.",
        Parameters = [Id, IfMatch],
        Request = new ContentDescription(WireSchema.Written("KeyBody"), Whole),
        Answers = [new AnswerDescription(200, "The key.", Key) { Headers = Tagged }],
        Errors = [ErrorKind.InvalidInput, ErrorKind.NotFound, ErrorKind.Conflict, ErrorKind.PreconditionFailed],
    };

    public static readonly OperationDescription Change = new()
    {
        Id = "changeKey",
        Tag = OperationTags.Keys,
        Permission = Permission.KeysWrite,
        Audit = OperationAudit.Handler,
        OwnPermission = Permission.OwnKeysWrite,
        TeamScoped = true,
        Summary = "Change what a key may do",
        Description = "A merge patch (RFC 7396): what the body leaves out stays, null gives the default.",
        Parameters = [Id, IfMatch],
        Request = new ContentDescription(WireSchema.Written("KeyPatch"), new ExampleDescription("limits", "Another limit, and all models", """{"requests_per_minute":60,"allowed_models":null}"""))
        {
            MediaTypes = [ContentDescription.Json, "application/merge-patch+json"],
        },
        Answers = [new AnswerDescription(200, "The key.", Key) { Headers = Tagged }],
        Errors = [ErrorKind.InvalidInput, ErrorKind.NotFound, ErrorKind.Conflict, ErrorKind.PreconditionFailed],
    };

    public static readonly OperationDescription Revoke = new()
    {
        Id = "revokeKey",
        Tag = OperationTags.Keys,
        Permission = Permission.KeysWrite,
        Audit = OperationAudit.Handler,
        OwnPermission = Permission.OwnKeysWrite,
        TeamScoped = true,
        Summary = "Revoke a key",
        Description = "It stops at once, its running streams too, and cannot be undone. The key stays in the list.",
        Parameters = [Id, IfMatch],
        Answers = [new AnswerDescription(204, "It is revoked, or was before.")],
        Errors = [ErrorKind.NotFound, ErrorKind.Conflict, ErrorKind.PreconditionFailed],
    };

    public static readonly OperationDescription Rotate = new()
    {
        Id = "rotateKey",
        Tag = OperationTags.Keys,
        Permission = Permission.KeysWrite,
        Audit = OperationAudit.Handler,
        OwnPermission = Permission.OwnKeysWrite,
        TeamScoped = true,
        Summary = "Give a key a new secret",
        Description = "The old one stops at once, or is good too for `overlap_seconds`, so that programs can change over. The new one is only in this answer.",
        Parameters = [Id, IfMatch],
        Request = new ContentDescription(WireSchema.Written("KeyRotation"), new ExampleDescription("day", "A day to change over", """{"overlap_seconds":86400}""")) { Optional = true },
        Answers = [new AnswerDescription(200, "The key, with its new secret.", Key) { Headers = Tagged }],
        Errors = [ErrorKind.InvalidInput, ErrorKind.NotFound, ErrorKind.Conflict, ErrorKind.PreconditionFailed],
    };
}
