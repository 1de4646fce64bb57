using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Models;

namespace Penstock.Dialects.JsonService;

/// <summary>The OpenAPI document (3.0 or 3.1) of a service, by which its operations are found.</summary>
internal sealed class OpenApiDocument
{
    /// <summary>The longest document that is read, in bytes.</summary>
    public const int Longest = 16 * 1024 * 1024;

    private static readonly string[] Verbs = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];
    private readonly JsonElement _root;

    private OpenApiDocument(JsonElement root) => _root = root;

    /// <summary>Reads a document; the problem is said as of a thing: <c>is not JSON</c>.</summary>
    public static (OpenApiDocument? Document, string? Problem) Parse(ReadOnlyMemory<byte> json)
    {
        JsonElement root;
        try
        {
            // A file may begin with a byte order mark.
            var bytes = json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 256 });
            root = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            return (null, $"is not JSON (line {(e.LineNumber ?? 0) + 1}); a document in YAML has to be converted");
        }

        return root.Text("openapi") is { } version && (version.StartsWith("3.0", StringComparison.Ordinal) || version.StartsWith("3.1", StringComparison.Ordinal))
            ? (new OpenApiDocument(root), null)
            : (null, root.Member("swagger") is not null ? "is of Swagger 2; OpenAPI 3.0 or 3.1 is read" : "is no document of OpenAPI 3.0 or 3.1");
    }

    /// <summary>The operation of an <c>operationId</c>; the problem says why there is none.</summary>
    public (ServiceOperation? Operation, string? Problem) Find(string operationId)
    {
        var ids = new List<string>();
        foreach (var (path, item) in Paths())
        {
            foreach (var (verb, operation) in Operations(item))
            {
                if (operation.Text("operationId") is { } id)
                {
                    if (id == operationId)
                    {
                        return new OperationReader(_root).Read(verb, path, item, operation);
                    }

                    ids.Add(id);
                }
            }
        }

        return (null, $"has no operation '{operationId}'" + (NearestName.Find(operationId, ids) is { } nearest ? $"; is it '{nearest}'?" : ""));
    }

    /// <summary>The operation of a path; the problem says why there is none.</summary>
    /// <param name="path">The path, as it stands in the document.</param>
    /// <param name="method">The verb in capitals; null for POST, or the only one there is.</param>
    public (ServiceOperation? Operation, string? Problem) Find(string path, string? method)
    {
        var item = Paths().FirstOrDefault(entry => entry.Path == path).Item;
        if (item.ValueKind != JsonValueKind.Object)
        {
            return (null, $"has no path '{path}'" + (NearestName.Find(path, Paths().Select(entry => entry.Path)) is { } nearest ? $"; is it '{nearest}'?" : ""));
        }

        var operations = Operations(item).ToArray();
        var found = Array.Find(operations, entry => entry.Verb == (method ?? "POST"));
        if (found.Verb is null && method is null && operations.Length == 1)
        {
            found = operations[0];
        }

        return found.Verb is null
            ? (null, $"has no {method ?? "POST"} of the path '{path}'; it has {string.Join(", ", operations.Select(entry => entry.Verb))}")
            : new OperationReader(_root).Read(found.Verb, path, item, found.Operation);
    }

    private IEnumerable<(string Path, JsonElement Item)> Paths() => _root.Members("paths")
        .Where(entry => entry.Name.StartsWith('/'))
        .Select(entry => (entry.Name, JsonPointer.TryResolve(_root, entry.Value, out var item) ? item : entry.Value));

    private static IEnumerable<(string Verb, JsonElement Operation)> Operations(JsonElement item)
    {
        foreach (var verb in Verbs)
        {
            if (item.Member(verb) is { ValueKind: JsonValueKind.Object } operation)
            {
                yield return (verb.ToUpperInvariant(), operation);
            }
        }
    }
}
