using System.Text;
using System.Text.Json.Nodes;
using Penstock.Domain.Access;
using Xunit;

namespace Penstock.Tests.Resources.Documents;

/// <summary>One operation of a document.</summary>
internal sealed record ApiOperation(ApiDocument Document, string Path, string Verb, JsonObject Node)
{
    public string Id => (string)Node["operationId"]!;

    public bool IsOpen => Node["security"]!.AsArray().Count == 0;

    /// <summary>Whether a key of nobody's is refused.</summary>
    public bool IsManagement => (string)Node["description"]! is var said
        && (said.EndsWith("It needs the admin key.", StringComparison.Ordinal)
            || (said.Contains("It needs the permission `", StringComparison.Ordinal)
                && !Enum.GetValues<Permission>().Any(permission => PermissionSet.Calls.Has(permission) && (said.Contains($"It needs the permission `{permission.Name()}`", StringComparison.Ordinal)
                    || said.Contains($"for what is one's own `{permission.Name()}`", StringComparison.Ordinal)))));

    public IEnumerable<JsonObject> Parameters => (Node["parameters"] as JsonArray ?? []).Select(parameter => parameter!.AsObject());

    public IEnumerable<string> Statuses => Node["responses"]!.AsObject().Select(response => response.Key);

    /// <summary>Every example of the request's body, with its media type; nothing when it takes none.</summary>
    public IEnumerable<(string MediaType, string Name, JsonNode Value)> Examples => (Node["requestBody"]?["content"] as JsonObject ?? [])
        .SelectMany(content => (content.Value!["examples"] as JsonObject ?? []).Select(example => (content.Key, example.Key, example.Value!["value"]!)));

    /// <summary>The schema of the request's body.</summary>
    public JsonObject RequestSchema(string mediaType) => Node["requestBody"]!["content"]![mediaType]!["schema"]!.AsObject();

    /// <summary>A request by the examples of the path's parameters, some of them replaced.</summary>
    public HttpRequestMessage Request(IReadOnlyDictionary<string, string> values, string? mediaType = null, JsonNode? body = null)
    {
        var path = Path;
        foreach (var parameter in Parameters.Where(parameter => (string)parameter["in"]! == "path"))
        {
            var name = (string)parameter["name"]!;
            path = path.Replace($"{{{name}}}", values.TryGetValue(name, out var value) ? value : parameter["example"]!.ToString(), StringComparison.Ordinal);
        }

        var query = Parameters.Where(parameter => (string)parameter["in"]! == "query" && parameter["example"] is not null).Select(parameter => $"{(string)parameter["name"]!}={Uri.EscapeDataString(parameter["example"]!.ToString())}");
        path = string.Join('?', [path, .. string.Join('&', query) is { Length: > 0 } asked ? (string[])[asked] : []]);
        return new HttpRequestMessage(new HttpMethod(Verb), path)
        {
            Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, mediaType!),
        };
    }

    /// <summary>Holds an answer against what the document says of it.</summary>
    public async Task CheckAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var status = ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var text = await answer.Content.ReadAsStringAsync(ct);
        Assert.True(Node["responses"]![status] is not null, $"{Verb} {Path} answered {status}, which is not described: {text}");
        var described = Document.Resolve(Node["responses"]![status]!.AsObject());
        if (described["content"] is not JsonObject content)
        {
            Assert.Equal("", text);
            return;
        }

        var type = answer.Content.Headers.ContentType?.MediaType ?? "";
        Assert.True(content[type] is not null, $"{Verb} {Path} answered {status} with {type}, which is not described.");
        var body = type.EndsWith("json", StringComparison.Ordinal) ? JsonNode.Parse(text) : text;
        Assert.Empty(SchemaCheck.Mistakes(Document, content[type]!["schema"]!.AsObject(), body).Select(mistake => $"{Verb} {Path} {status}: {mistake}"));
    }
}
