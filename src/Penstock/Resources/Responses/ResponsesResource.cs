using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Dialects;
using Penstock.Dialects.Responses;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Authenticate;
using Penstock.Pipeline.Responses;
using Penstock.Resources.Calls;
using Penstock.Resources.OpenAi;

namespace Penstock.Resources.Responses;

/// <summary>OpenAI's <c>/v1/responses</c>, and what is kept of responses below it.</summary>
internal sealed class ResponsesResource(CallRunner calls, ResponseKeeper keeper, Authenticator authenticator, ClientAddress addresses, Gate gate)
{
    private const int MostItems = 100;
    private readonly ResponsesProtocol _protocol = new(keeper, authenticator, addresses);

    /// <summary>Maps them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var errors = OpenAiErrorFormat.Instance;
        routes.MapResource("/v1/responses", errors, ("POST", Create, ResponsesOperations.Create));
        routes.MapResource("/v1/responses/{id}", errors,
            ("GET", gate.Known(errors, ReadAsync), ResponsesOperations.Read),
            ("DELETE", gate.Known(errors, DeleteAsync), ResponsesOperations.Delete));
        routes.MapResource("/v1/responses/{id}/input_items", errors, ("GET", gate.Known(errors, ListAsync), ResponsesOperations.InputItems));
    }

    /// <summary>Makes a response.</summary>
    public Task Create(HttpContext http) => calls.RunAsync(http, _protocol, Capability.Chat);

    private Task ReadAsync(HttpContext http, Caller caller) => OfAsync(http, caller, HttpMethod.Get, ResponsesDialect.Retrieve, "", kept =>
        string.Equals(http.Request.Query["stream"], "true", StringComparison.Ordinal)
            ? gate.RefuseAsync(http, OpenAiErrorFormat.Instance, new CallError(ErrorKind.InvalidRequest, "This response is over and is not streamed again. Leave 'stream' out.") { Param = "stream" })
            : WriteAsync(http, KeptContent.Response(kept.Content)));

    private Task DeleteAsync(HttpContext http, Caller caller) => OfAsync(http, caller, HttpMethod.Delete, ResponsesDialect.Delete, "", async kept =>
    {
        await keeper.DeleteAsync(kept.Id, caller.Key.Id, http.RequestAborted);
        await WriteAsync(http, $$"""{"id":"{{kept.Id}}","object":"response","deleted":true}""");
    });

    private Task ListAsync(HttpContext http, Caller caller) => OfAsync(http, caller, HttpMethod.Get, ResponsesDialect.InputItems, "/input_items", kept =>
    {
        var query = http.Request.Query;
        var limit = int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0 ? Math.Min(asked, MostItems) : 20;
        return WriteAsync(http, KeptContent.InputItems(kept.Content, kept.Id, query["order"] == "asc", query["after"].Count > 0 ? query["after"].ToString() : null, limit).ToJsonString());
    });

    // What Penstock keeps is answered here; what a provider keeps is a call to it.
    private async Task OfAsync(HttpContext http, Caller caller, HttpMethod verb, string operation, string below, Func<KeptResponse, Task> answer)
    {
        var id = http.GetRouteValue("id") as string ?? "";
        if (await keeper.FindAsync(id, caller.Key.Id, http.RequestAborted) is not { } kept)
        {
            await gate.RefuseAsync(http, OpenAiErrorFormat.Instance, ResponsesProtocol.NotFound(id, "not_found"));
        }
        else if (kept.Provider is not { } provider)
        {
            await answer(kept);
        }
        else
        {
            var stream = verb == HttpMethod.Get && http.Request.Query["stream"] == "true";
            var sent = new ProviderRequest($"{ResponsesDialect.Path}/{Uri.EscapeDataString(id)}{below}{http.Request.QueryString}", [])
            {
                Method = verb,
                Stream = stream,
                Accept = stream ? "text/event-stream" : "application/json",
            };
            await calls.RunAsync(http, _protocol, Capability.Chat, kept.Model, operation: operation, body: new ReferenceBody(new ResponseReference(provider, id, sent)));
        }
    }

    private static Task WriteAsync(HttpContext http, string json)
    {
        http.Response.ContentType = "application/json";
        var bytes = Encoding.UTF8.GetBytes(json);
        http.Response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(bytes, http.RequestAborted).AsTask();
    }
}
