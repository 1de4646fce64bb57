using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Content;

namespace Penstock.Resources.Management;

/// <summary><c>/api/v1/content</c>: reads and erases what was recorded of calls.</summary>
internal sealed class ContentResource(IContentLog content, AuditedActions actions, Gate gate)
{
    /// <summary>Maps the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var errors = ProblemFormat.Instance;
        routes.MapResource("/api/v1/content", errors, ("DELETE", gate.May(ContentOperations.Erase, EraseAsync), ContentOperations.Erase));
        routes.MapResource("/api/v1/content/{id}", errors, ("GET", gate.May(ContentOperations.Read, ReadAsync), ContentOperations.Read));
    }

    private async Task ReadAsync(HttpContext http, Caller caller)
    {
        var id = (string)http.Request.RouteValues["id"]!;
        if (await content.FindAsync(id, http.RequestAborted) is not { } found)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, new CallError(ErrorKind.NotFound, "No content of such a call is kept: it was not recorded, or its time is over, or it was erased."));
            return;
        }

        // First, so that nobody reads it without the trail saying so.
        await actions.DoneAsync(Actors.Of(http, caller), "content.read", "content", id);
        http.Response.Headers.CacheControl = "no-store";
        await JsonAnswer.WriteAsync(http, ContentView.Of(found), ManagementJson.Default.ContentView);
    }

    private async Task EraseAsync(HttpContext http, Caller caller)
    {
        var query = new QueryReader(http.Request.Query, "user");
        if (query.Text("user") is null)
        {
            query.Refuse("user", "missing", "Say whose content is to be erased: user=<id>.");
        }

        if ((query.Error ?? MediaTypes.RefuseAccept(http.Request, MediaTypes.Json)) is { } error)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, error);
            return;
        }

        var owner = query.Text("user")!;
        var erased = await content.EraseAsync(owner, http.RequestAborted);
        await actions.DoneAsync(Actors.Of(http, caller), "content.erase", "content", owner);
        await JsonAnswer.WriteAsync(http, new ErasedView(erased), ManagementJson.Default.ErasedView);
    }
}
