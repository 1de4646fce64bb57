using System.Text;
using System.Text.Json.Nodes;

namespace Penstock.Upstream;

/// <summary><c>/__upstream/…</c>, for a test that runs the stand-in as a program, and the model list.</summary>
internal sealed class ControlEndpoints(ExchangeStore exchanges, RequestLog log)
{
    public Task AnswerAsync(HttpContext context, string path)
    {
        var (status, body) = (context.Request.Method, path) switch
        {
            ("GET", "/__upstream/health") => (200, new JsonObject { ["name"] = "Penstock provider stand-in", ["exchanges"] = exchanges.All.Count }),
            ("GET", "/__upstream/requests") => (200, new JsonObject { ["requests"] = new JsonArray([.. log.Snapshot().Select(Show)]) }),
            ("DELETE", "/__upstream/requests") => (200, Cleared()),
            _ => (404, new JsonObject { ["error"] = "The provider stand-in has /__upstream/health and /__upstream/requests (GET, DELETE)." }),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString());
    }

    /// <summary>Exchange ids and recorded models in OpenAI's list format.</summary>
    public Answer Models()
    {
        var ids = exchanges.All.Select(exchange => (Id: exchange.Id, exchange.Provider))
            .Concat(exchanges.All.Where(exchange => exchange.Model is not null).Select(exchange => (Id: exchange.Model!, exchange.Provider)))
            .Append((Id: "synthetic:unary:300", Provider: "none"))
            .Append((Id: "synthetic:stream:10:300", Provider: "none"))
            .DistinctBy(model => model.Id);
        var body = new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. ids.Select(model => new JsonObject
            {
                ["id"] = model.Id, ["object"] = "model", ["created"] = 1700000000, ["owned_by"] = $"provider-stand-in ({model.Provider})",
            })]),
        };
        return new Answer(200, [new("content-type", "application/json")], Encoding.UTF8.GetBytes(body.ToJsonString()));
    }

    private JsonObject Cleared()
    {
        log.Clear();
        return new JsonObject { ["requests"] = new JsonArray() };
    }

    private static JsonObject Show(ReceivedRequest request) => new()
    {
        ["ordinal"] = request.Ordinal,
        ["method"] = request.Method,
        ["target"] = request.Target,
        ["headers"] = new JsonObject(request.Headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value))),
        ["body_base64"] = Convert.ToBase64String(request.Body),
        ["received_at"] = request.ReceivedAt.ToString("O"),
        ["exchange"] = request.Exchange,
        ["fault"] = request.Fault,
        ["completed"] = request.Completed,
        ["disconnected_at"] = request.DisconnectedAt?.ToString("O"),
    };
}
