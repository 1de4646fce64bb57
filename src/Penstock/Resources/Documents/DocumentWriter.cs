using System.Text.Json.Nodes;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Resources.Documents;

/// <summary>Writes the OpenAPI 3.1 document of some operations for one reader.</summary>
/// <param name="models">The models the reader may call; none for a reader without a key.</param>
internal sealed class DocumentWriter(IReadOnlyList<Model> models)
{
    /// <summary>The security schemes' names: a key as a bearer token, and in a header of its own.</summary>
    public const string Bearer = "bearer", ApiKey = "apiKey";

    private const string UnknownModel = "your-model";
    private readonly SchemaShelf _schemas = new();

    /// <summary>The document.</summary>
    /// <param name="operations">What it describes.</param>
    /// <param name="server">The path this server is at; mostly empty.</param>
    /// <param name="version">This server's version.</param>
    public JsonObject Write(IEnumerable<DescribedOperation> operations, string server, string version)
    {
        var errors = new ErrorAnswers(_schemas);
        var paths = new JsonObject();
        foreach (var operation in operations)
        {
            if (paths[operation.Path] is not JsonObject path)
            {
                paths[operation.Path] = path = [];
            }

            path[operation.Verb.ToLowerInvariant()] = Operation(operation, errors);
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = Info(version),
            ["servers"] = new JsonArray(new JsonObject { ["url"] = server.Length == 0 ? "/" : server, ["description"] = "This server." }),
            ["tags"] = new JsonArray([.. OperationTags.All.Select(tag => (JsonNode)new JsonObject { ["name"] = tag.Name, ["description"] = tag.Description })]),
            ["security"] = Security(OperationAccess.Key),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = Schemes(),
                ["responses"] = errors.ToJson(),
                ["schemas"] = _schemas.ToJson(),
            },
        };
    }

    private static JsonObject Info(string version) => new()
    {
        ["title"] = "Penstock",
        ["summary"] = "One governed API in front of every model a team uses.",
        ["description"] = """
            Press **Authorize** and give your key: the document then also has the models you may call, each typed model with an address and a body of its own.

            * Every GET answers HEAD too. A verb that an address does not take gets 405 with `Allow`.
            * Every error carries the id of its request (`x-penstock-call-id`), which finds it in the log and in the ledger.
            * Errors below `/v1` have OpenAI's format, those of `/v1/messages` Anthropic's, those below `/v2` and of `:predict` are `{"error":"…"}`, all others are problem details (RFC 9457).
            """,
        ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
        ["version"] = version,
    };

    private static JsonObject Schemes() => new()
    {
        [Bearer] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "A key of this server (`ps_…`) as `Authorization: Bearer`, as OpenAI's SDKs send it." },
        [ApiKey] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "x-api-key", ["description"] = "The same key in a header of its own." },
    };

    private static string Needs(OperationDescription said) => said.Permission is { } permission
        ? $"\n\nIt needs the permission `{permission.Name()}`{(said.TeamScoped ? ", everywhere or in the team concerned" : "")}{(said.OwnPermission is { } own ? $"; for what is one's own `{own.Name()}` is enough" : "")}."
        : "";

    private static JsonArray Security(OperationAccess access) => access == OperationAccess.Open
        ? []
        : [new JsonObject { [Bearer] = new JsonArray() }, new JsonObject { [ApiKey] = new JsonArray() }];

    private JsonObject Operation(DescribedOperation operation, ErrorAnswers errors)
    {
        var said = operation.Description;
        var written = new JsonObject
        {
            ["operationId"] = said.Id,
            ["tags"] = new JsonArray(said.Tag),
            ["summary"] = said.Summary,
            ["description"] = said.Description + Needs(said),
            ["security"] = Security(said.Access),
        };
        if (said.Parameters.Count > 0)
        {
            written["parameters"] = new JsonArray([.. said.Parameters.Select(Parameter)]);
        }

        if (said.Request is { } request)
        {
            written["requestBody"] = new JsonObject { ["required"] = !request.Optional, ["content"] = Contents([request]) };
        }

        var responses = new JsonObject();
        foreach (var answer in said.Answers)
        {
            responses[answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)] = Answer(answer);
        }

        errors.Add(responses, operation.Errors, Kinds(said));
        written["responses"] = responses;
        return written;
    }

    private static IEnumerable<ErrorKind> Kinds(OperationDescription said)
    {
        IEnumerable<ErrorKind> kinds = [.. said.Errors, ErrorKind.Internal];
        kinds = said.Access == OperationAccess.Open ? kinds : kinds.Append(ErrorKind.Unauthenticated);
        kinds = said.Permission is not null ? kinds.Append(ErrorKind.PermissionDenied) : kinds;
        kinds = said.Request is null ? kinds : kinds.Concat([ErrorKind.InvalidRequest, ErrorKind.TooLarge, ErrorKind.UnsupportedMediaType]);
        return said.Answers.Any(answer => answer.Contents.Any(content => content.MediaTypes.Contains(ContentDescription.Json)))
            ? kinds.Append(ErrorKind.NotAcceptable)
            : kinds;
    }

    private JsonNode Parameter(ParameterDescription parameter)
    {
        var written = new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = parameter.In,
            ["required"] = parameter.In == "path",
            ["description"] = parameter.Description,
            ["schema"] = JsonNode.Parse(parameter.Schema),
        };
        if (parameter.IsModel)
        {
            written["example"] = models.Count > 0 ? models[0].Id : UnknownModel;
        }
        else if (parameter.Example is not null)
        {
            written["example"] = JsonNode.Parse(parameter.Example);
        }

        return written;
    }

    private JsonObject Answer(AnswerDescription answer)
    {
        var written = new JsonObject { ["description"] = answer.Description };
        if (answer.Headers.Count > 0)
        {
            written["headers"] = new JsonObject(answer.Headers.Select(header => KeyValuePair.Create(header.Name, (JsonNode?)new JsonObject
            {
                ["description"] = header.Description,
                ["schema"] = new JsonObject { ["type"] = "string" },
            })));
        }

        if (answer.Contents.Count > 0)
        {
            written["content"] = Contents(answer.Contents);
        }

        return written;
    }

    private JsonObject Contents(IReadOnlyList<ContentDescription> contents)
    {
        var written = new JsonObject();
        foreach (var content in contents)
        {
            foreach (var type in content.MediaTypes)
            {
                var body = new JsonObject { ["schema"] = _schemas.Refer(content.Schema) };
                if (content.Examples.Count > 0)
                {
                    body["examples"] = new JsonObject(content.Examples.Select(example => KeyValuePair.Create(example.Name, (JsonNode?)new JsonObject
                    {
                        ["summary"] = example.Summary,
                        ["value"] = Example(content, type, example),
                    })));
                }

                written[type] = body;
            }
        }

        return written;
    }

    private JsonNode? Example(ContentDescription content, string type, ExampleDescription example)
    {
        if (!type.EndsWith("json", StringComparison.Ordinal))
        {
            return example.Value;
        }

        var value = JsonNode.Parse(example.Value);
        if (content.Model is { } capability)
        {
            // A model that the reader may call, so that the example works.
            value!["model"] = models.FirstOrDefault(model => model.Can(capability))?.Id ?? UnknownModel;
        }

        return value;
    }
}
