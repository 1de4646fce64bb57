using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Registry;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Management.Requests;

/// <summary>A kind of requests: what is asked, and what an approval gives.</summary>
internal sealed record RequestKind
{
    /// <summary>In the singular: <c>access request</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The last part of the address: <c>access-requests</c>.</summary>
    public required string Path { get; init; }

    /// <summary>What it asks for: a sentence or two.</summary>
    public required string What { get; init; }

    /// <summary>All of them, as JSON: what was asked, by whom, and how it was decided.</summary>
    public required Shelf<JsonObject> Shelf { get; init; }

    /// <summary>The members of a request, each a text, and what it means; the first two, model and reason, are required.</summary>
    public required IReadOnlyList<(string Name, string Description)> Members { get; init; }

    /// <summary>A request: JSON text.</summary>
    public required string Example { get; init; }

    /// <summary>Adds to a request what the server knows of who asks; or says why it cannot be granted to such.</summary>
    public Func<Caller, JsonObject, CallError?> Complete { get; init; } = static (_, _) => null;

    /// <summary>What an approval may say beside a note, and what it means; null for nothing.</summary>
    public (string Name, string Description)? Given { get; init; }

    /// <summary>Gives what was asked for: what was given in words, or why it cannot be.</summary>
    public required Func<HttpContext, Caller, JsonObject, JsonObject, Task<(string? Granted, CallError? Error)>> GrantAsync { get; init; }

    /// <summary>Its address.</summary>
    public string Address => "/api/v1/" + Path;

    private string Type => string.Concat(Name.Split(' ').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private JsonObject Properties => new(Members.Select(member => KeyValuePair.Create<string, JsonNode?>(member.Name, Text(member.Description))));

    private ContentDescription View => new(WireSchema.Made(Type, Shown()));

    /// <summary>What the document says of making one.</summary>
    public OperationDescription Create => Describe("create" + Type, $"Make an {Name}".Replace("an h", "a h", StringComparison.Ordinal), What) with
    {
        Request = new ContentDescription(WireSchema.Made(Type + "Body", Object(Properties, "model", "reason")), new ExampleDescription("usual", "A request", Example)),
        Answers = [new AnswerDescription(201, "The request, which waits for a decision.", View) { Headers = [("Location", "Its address.")] }],
        Errors = [ErrorKind.InvalidInput],
    };

    /// <summary>What the document says of their list.</summary>
    public OperationDescription List => Describe("list" + Type + "s", $"List {Name}s", "One's own; for those who decide, all. The newest first.") with
    {
        Parameters = [new ParameterDescription("state", "query", "Only those in this state.", """{"type":"string","enum":["pending","approved","refused"]}""")],
        Answers = [new AnswerDescription(200, "The requests.", new ContentDescription(WireSchema.Made(Type + "List", Object(new JsonObject { ["data"] = new JsonObject { ["type"] = "array", ["items"] = Shown(), ["description"] = "The requests." } }, "data"))))],
        Errors = [ErrorKind.InvalidRequest],
    };

    /// <summary>What the document says of one.</summary>
    public OperationDescription Read => Describe("get" + Type, $"Read an {Name}".Replace("an h", "a h", StringComparison.Ordinal), What) with
    {
        Parameters = [IdParameter],
        Answers = [new AnswerDescription(200, "The request.", View)],
        Errors = [ErrorKind.NotFound],
    };

    /// <summary>What the document says of approving one.</summary>
    public OperationDescription Approve
    {
        get
        {
            var properties = new JsonObject { ["note"] = Text("Why, or what there is to say with it.") };
            if (Given is var (name, description))
            {
                properties[name] = new JsonObject { ["type"] = "object", ["description"] = description };
            }

            return Decide("approve", "Approve", "What was asked for is given at once. Nobody approves a request of his own.", properties, """{"note":"As agreed"}""");
        }
    }

    /// <summary>What the document says of refusing one.</summary>
    public OperationDescription Refuse => Decide("refuse", "Refuse", "Who asked sees the reason.", new JsonObject { ["reason"] = Text("Why.") }, """{"reason":"There is a cheaper model for this"}""", "reason");

    private static ParameterDescription IdParameter => new("id", "path", "The id of the request.") { Example = "\"req_2f8Qm4RtXw6ZbC9nLk3P\"" };

    private OperationDescription Decide(string verb, string word, string description, JsonObject properties, string example, params string[] required) =>
        Describe(verb + Type, $"{word} an {Name}".Replace("an h", "a h", StringComparison.Ordinal), description) with
        {
            OwnPermission = null,
            Parameters = [IdParameter],
            Request = new ContentDescription(WireSchema.Made(char.ToUpperInvariant(verb[0]) + verb[1..] + Type + "Body", Object(properties, required)), new ExampleDescription("usual", "A decision", example)),
            Answers = [new AnswerDescription(200, "The request as it was decided.", View)],
            Errors = [ErrorKind.InvalidInput, ErrorKind.NotFound, ErrorKind.Conflict],
        };

    private static OperationDescription Describe(string id, string summary, string description) => new()
    {
        Id = id,
        Tag = OperationTags.Registry,
        Permission = Permission.RequestsDecide,
        OwnPermission = Permission.RequestsMake,
        Audit = OperationAudit.Handler,
        Summary = summary,
        Description = description,
        Answers = [],
    };

    private JsonObject Shown()
    {
        var properties = Properties;
        foreach (var (name, description) in ((string, string)[])
        [
            ("id", "Its id."), ("by", "Who asked."), ("key", "The key that an approval widens."), ("state", "`pending`, `approved` or `refused`."), ("asked_at", "When it was asked."),
            ("decided_at", "When it was decided."), ("decided_by", "Who decided."), ("note", "What was said with the decision."), ("granted", "What was given."),
        ])
        {
            properties[name] = Text(description);
        }

        return Object(properties, "id", "model", "reason", "by", "state", "asked_at");
    }

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };

    private static JsonObject Object(JsonObject properties, params string[] required) => new()
    {
        ["type"] = "object",
        ["properties"] = properties,
        ["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]),
        ["additionalProperties"] = false,
    };
}
