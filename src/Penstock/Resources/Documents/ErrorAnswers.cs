using System.Buffers;
using System.Text.Json.Nodes;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Documents;

/// <summary>The error responses of one document. Their examples are written by the formats themselves.</summary>
internal sealed class ErrorAnswers(SchemaShelf schemas)
{
    private const string CallId = "call_01JD7Z8Q5N3W6X9Y2A4B6C8D0E";
    private static readonly InputMistake[] Mistakes =
    [
        new("name", "missing", "Give the key a name.") { Steps = [new PathStep("name")], Input = "{}" },
        new("requests_per_minute", "int_type", "It must be a whole number from 1 to 1000000, or null for the default.", "\"many\"")
        {
            Steps = [new PathStep("requests_per_minute")],
            Input = "\"many\"",
        },
    ];

    private readonly SortedDictionary<string, JsonNode?> _responses = new(StringComparer.Ordinal);

    /// <summary>Adds references to the responses of some kinds of error, by status.</summary>
    public void Add(JsonObject responses, ErrorFormat format, IEnumerable<ErrorKind> kinds)
    {
        foreach (var group in kinds.Distinct().GroupBy(kind => format.Adapt(new CallError(kind, "")).Status).OrderBy(group => group.Key))
        {
            var same = group.Order().ToArray();
            var name = format.Schema.Replace("Error", "", StringComparison.Ordinal) + string.Concat(same);
            _responses.TryAdd(name, null);
            _responses[name] ??= Response(format, same);
            responses[group.Key.ToString(System.Globalization.CultureInfo.InvariantCulture)] = new JsonObject { ["$ref"] = "#/components/responses/" + name };
        }
    }

    /// <summary>The responses, by name.</summary>
    public JsonObject ToJson() => new(_responses);

    private JsonObject Response(ErrorFormat format, ErrorKind[] kinds)
    {
        var headers = new JsonObject { [ErrorAnswer.CallIdHeader] = Header("The id that finds the request in log and ledger.", "string") };
        if (kinds.Any(kind => kind is ErrorKind.RateLimited or ErrorKind.BudgetExceeded or ErrorKind.Unavailable or ErrorKind.ProviderError))
        {
            headers["Retry-After"] = Header("In how many seconds to try again, where that is known.", "integer");
        }

        if (kinds.Contains(ErrorKind.Unauthenticated))
        {
            headers["WWW-Authenticate"] = Header("`Bearer`.", "string");
        }

        return new JsonObject
        {
            ["description"] = string.Join(" ", kinds.Select(kind => kinds.Length == 1 ? ErrorWords.Of(kind).When : $"`{kind.Code()}`: {ErrorWords.Of(kind).When}")),
            ["headers"] = headers,
            ["content"] = new JsonObject
            {
                [format.ContentType] = new JsonObject
                {
                    ["schema"] = schemas.Refer(WireSchema.Written(format.Schema)),
                    ["examples"] = new JsonObject(kinds.Select(kind => KeyValuePair.Create(kind.Code(), (JsonNode?)new JsonObject { ["value"] = Example(format, kind) }))),
                },
            },
        };
    }

    private static JsonNode? Example(ErrorFormat format, ErrorKind kind)
    {
        var buffer = new ArrayBufferWriter<byte>();
        format.Write(format.Adapt(new CallError(kind, ErrorWords.Of(kind).Message) { Mistakes = kind == ErrorKind.InvalidInput ? Mistakes : [] }), CallId, buffer);
        return JsonNode.Parse(buffer.WrittenSpan);
    }

    private static JsonObject Header(string description, string type) =>
        new() { ["description"] = description, ["schema"] = new JsonObject { ["type"] = type } };
}
