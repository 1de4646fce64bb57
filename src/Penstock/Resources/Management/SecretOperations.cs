using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Management;

/// <summary>What the document says of secrets.</summary>
internal static class SecretOperations
{
    private static readonly ParameterDescription Name = new("name", "path", "The secret's name.") { Example = "\"openai\"" };
    private static readonly ParameterDescription IfMatch = new("If-Match", "header", "The `ETag` the secret had when it was read: the change is refused (412) when it has another now.");
    private static readonly (string, string)[] Tagged = [("ETag", "The secret's version, for `If-Match`.")];
    private static readonly ContentDescription Secret = new(WireSchema.Of(ManagementJson.Default.SecretView));

    public static readonly OperationDescription List = new()
    {
        Id = "listSecrets",
        Tag = OperationTags.Policy,
        Permission = Permission.SecretsRead,
        Summary = "List the secrets",
        Description = "The secrets of the database, by name: what they are for and what uses them, never what they hold.",
        Parameters =
        [
            new ParameterDescription("prefix", "query", "Only secrets whose names begin so."),
            new ParameterDescription("limit", "query", "How many a page has at most.", """{"type":"integer","minimum":1,"maximum":500,"default":100}"""),
            new ParameterDescription("cursor", "query", "The `next_cursor` of the page before."),
        ],
        Answers = [new AnswerDescription(200, "A page of secrets.", new ContentDescription(WireSchema.Of(ManagementJson.Default.SecretList)))],
        Errors = [ErrorKind.InvalidRequest],
    };

    public static readonly OperationDescription Create = new()
    {
        Id = "createSecret",
        Tag = OperationTags.Policy,
        Permission = Permission.SecretsWrite,
        Audit = OperationAudit.Handler,
        Summary = "Store a secret",
        Description = "It is encrypted, and nobody can read it again. Write `secret:db/<name>` where it is needed.",
        Request = new ContentDescription(
            WireSchema.Written("SecretBody"),
            new ExampleDescription("key", "A provider's key", """{"name":"mistral","value":"the-key-of-your-provider","description":"Mistral, the team of search"}""")),
        Answers = [new AnswerDescription(201, "The secret.", Secret) { Headers = [("Location", "The secret's address."), .. Tagged] }],
        Errors = [ErrorKind.InvalidInput, ErrorKind.Conflict, ErrorKind.Unavailable],
    };

    public static readonly OperationDescription Read = new()
    {
        Id = "getSecret",
        Tag = OperationTags.Policy,
        Permission = Permission.SecretsRead,
        Summary = "Look at a secret",
        Description = "Everything but what it holds.",
        Parameters = [Name],
        Answers = [new AnswerDescription(200, "The secret.", Secret) { Headers = Tagged }],
        Errors = [ErrorKind.NotFound],
    };

    public static readonly OperationDescription Replace = new()
    {
        Id = "replaceSecret",
        Tag = OperationTags.Policy,
        Permission = Permission.SecretsWrite,
        Audit = OperationAudit.Handler,
        Summary = "Give a secret another value",
        Description = "What uses it uses the new value with its next call; nothing is reloaded.",
        Parameters = [Name, IfMatch],
        Request = new ContentDescription(WireSchema.Written("SecretValue"), new ExampleDescription("key", "The new key", """{"value":"the-new-key-of-your-provider"}""")),
        Answers = [new AnswerDescription(200, "The secret.", Secret) { Headers = Tagged }],
        Errors = [ErrorKind.InvalidInput, ErrorKind.NotFound, ErrorKind.Conflict, ErrorKind.PreconditionFailed, ErrorKind.Unavailable],
    };

    public static readonly OperationDescription Delete = new()
    {
        Id = "deleteSecret",
        Tag = OperationTags.Policy,
        Permission = Permission.SecretsWrite,
        Audit = OperationAudit.Handler,
        Summary = "Delete a secret",
        Description = "Refused (409) while something uses it.",
        Parameters = [Name, IfMatch],
        Answers = [new AnswerDescription(204, "It is gone.")],
        Errors = [ErrorKind.NotFound, ErrorKind.Conflict, ErrorKind.PreconditionFailed],
    };

    public static readonly OperationDescription Rewrap = new()
    {
        Id = "rewrapSecrets",
        Tag = OperationTags.Policy,
        Permission = Permission.SecretsWrite,
        Audit = OperationAudit.Handler,
        Summary = "Put all secrets under the newest master key",
        Description = "Give the new master key and the old one, call this, and take the old one away. Only the keys of the secrets are wrapped anew; the secrets themselves stay as they are.",
        Answers = [new AnswerDescription(200, "What was done.", new ContentDescription(WireSchema.Of(ManagementJson.Default.SecretRewrapView)))],
        Errors = [ErrorKind.Unavailable],
    };

    public static readonly OperationDescription Stores = new()
    {
        Id = "listSecretStores",
        Tag = OperationTags.Policy,
        Permission = Permission.SecretsRead,
        Summary = "List the stores of secrets",
        Description = "Every store that references may name, what uses it, and which of its secrets cannot be had.",
        Answers = [new AnswerDescription(200, "The stores.", new ContentDescription(WireSchema.Of(ManagementJson.Default.SecretStoreList)))],
    };
}
