using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Authenticate;

namespace Penstock.Resources.Login;

/// <summary><c>/api/v1/sessions</c>: who is logged in, and the end of it. One's own for everybody, all for those who may see or change users.</summary>
internal sealed class SessionsResource(Sessions sessions, BrowserSessions browsers, IIdentities identities, AuditedActions actions, Gate gate)
{
    private const string Path = "/api/v1/sessions";

    private static readonly CallError Unknown = new(ErrorKind.NotFound, $"There is no session of this id among those you may see. GET {Path} lists them.");

    /// <summary>Maps the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var errors = ProblemFormat.Instance;
        routes.MapResource(Path, errors, ("GET", gate.Known(errors, ListAsync), LoginOperations.Sessions));
        routes.MapResource(Path + "/{id}", errors, ("DELETE", gate.Known(errors, EndAsync), LoginOperations.EndSession));
    }

    private async Task ListAsync(HttpContext http, Caller caller)
    {
        var query = new QueryReader(http.Request.Query, "user");
        var user = query.Text("user");
        if (query.Error is { } error)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, error);
            return;
        }

        var current = await browsers.UseAsync(http) is var (_, session) ? session.Hash : null;
        await JsonAnswer.WriteAsync(http, new SessionList([.. sessions.All.Select(one => (Session: one, User: UserOf(one)))
            .Where(one => MaySee(caller, one.User) && (user is null || one.User?.Id == user))
            .Select(one => SessionView.Of(one.Session, sessions.EndOf(one.Session), one.User, current))]), LoginJson.Default.SessionList);
    }

    private async Task EndAsync(HttpContext http, Caller caller)
    {
        var id = (string)http.Request.RouteValues["id"]!;
        if (sessions.All.FirstOrDefault(one => one.Id == id) is not { } session || UserOf(session) is var user && !MaySee(caller, user))
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, Unknown);
            return;
        }

        if (!IsOwn(caller, user) && !caller.May(Permission.UsersWrite))
        {
            await gate.DenyAsync(http, ProblemFormat.Instance, caller, LoginOperations.EndSession.Id, Permission.UsersWrite.Name(), Gate.Refusal(Permission.UsersWrite));
            return;
        }

        await sessions.EndAsync(session, http.RequestAborted);
        await actions.DoneAsync(Actors.Of(http, caller), "session.end", "session", session.Id, new System.Text.Json.Nodes.JsonObject { ["user_id"] = user?.Id, ["issuer"] = session.Identity.Issuer }.ToJsonString());
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private (string Id, string Name)? UserOf(Session session) => identities.Find(session.Identity)?.Principal is { } principal ? (principal.Id, principal.Name) : null;

    private static bool MaySee(Caller caller, (string Id, string Name)? user) => IsOwn(caller, user) || caller.May(Permission.UsersRead);

    private static bool IsOwn(Caller caller, (string Id, string Name)? user) => user is { } known && caller.Principal is { Kind: PrincipalKind.User } principal && principal.Id == known.Id;
}
