using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Access;
using Penstock.Pipeline.Authenticate;

namespace Penstock.Resources.Login;

/// <summary><c>GET /api/v1/me</c>: who asks, and what it may.</summary>
internal sealed class MeResource(Gate gate, BrowserSessions browsers, Sessions sessions)
{
    /// <summary>Maps the address.</summary>
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapResource("/api/v1/me", ProblemFormat.Instance, ("GET", gate.Known(ProblemFormat.Instance, ReadAsync), LoginOperations.Me));

    private async Task ReadAsync(HttpContext http, Caller caller)
    {
        http.Response.Headers.CacheControl = "no-store";
        var view = Credentials.Of(http.Request) is { } credential ? MeView.Of(caller, TokenAuthenticator.Takes(credential) ? "token" : "key")
            : await browsers.UseAsync(http) is var (id, session) ? MeView.Of(caller, "session") with { CsrfToken = Sessions.CsrfToken(id), EndsAt = sessions.EndOf(session) }
            : MeView.Of(caller, "session");
        await JsonAnswer.WriteAsync(http, view, LoginJson.Default.MeView);
    }
}
