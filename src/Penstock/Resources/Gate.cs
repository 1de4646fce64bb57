using Microsoft.AspNetCore.Http;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Authenticate;
using Penstock.Resources.Documents;
using Penstock.Resources.Login;

namespace Penstock.Resources;

/// <summary>Lets callers in to what is not a call: lists, documents, management.</summary>
internal sealed class Gate(Authenticator authenticator, BrowserSessions sessions, ClientAddress addresses, CallIds ids, AuditedActions actions)
{
    /// <summary>Runs a handler for a known caller; answers 401 otherwise.</summary>
    public RequestDelegate Known(ErrorFormat errors, Func<HttpContext, Caller, Task> handler) => async http =>
    {
        var (caller, error) = await AuthenticateAsync(http);
        http.Features.Set(caller);
        await (caller is null ? RefuseAsync(http, errors, error!) : handler(http, caller));
    };

    /// <summary>Runs a handler for a caller who has the permission that the operation asks for; answers 401 or 403 otherwise.</summary>
    /// <param name="operation">What is done. It has a permission.</param>
    /// <param name="handler">Checks team by team itself where the operation is team-scoped (<see cref="Caller.MayIn"/>), and what is whose where <see cref="OperationDescription.OwnPermission"/> is enough.</param>
    public RequestDelegate May(OperationDescription operation, Func<HttpContext, Caller, Task> handler) => May(ProblemFormat.Instance, operation, handler);

    /// <summary>The same, with errors in a format.</summary>
    public RequestDelegate May(ErrorFormat errors, OperationDescription operation, Func<HttpContext, Caller, Task> handler)
    {
        var permission = operation.Permission ?? throw new ArgumentException($"The operation {operation.Id} has no permission.", nameof(operation));
        return Known(errors, (http, caller) => LetsIn(operation, permission, caller)
            ? ActAsync(http, caller, operation, handler)
            : DenyAsync(http, errors, caller, operation.Id, permission.Name(), Refusal(permission)));
    }

    /// <summary>The error of a caller without a permission.</summary>
    public static CallError Refusal(Permission permission) =>
        new(ErrorKind.PermissionDenied, $"This needs the permission {permission.Name()}, which none of your roles gives. Ask whoever administers Penstock for it.");

    /// <summary>Answers with an error.</summary>
    public Task RefuseAsync(HttpContext http, ErrorFormat errors, CallError error) => ErrorAnswer.WriteAsync(http, errors, error, ids.Next());

    /// <summary>Answers that a caller may not, and writes it into the audit trail.</summary>
    public async Task DenyAsync(HttpContext http, ErrorFormat errors, Caller caller, string action, string? permission, CallError error)
    {
        await actions.DeniedAsync(http, Actors.Of(http, caller), action, permission);
        await RefuseAsync(http, errors, error);
    }

    // What changes something leaves an entry, unless who changes it writes a better one.
    private async Task ActAsync(HttpContext http, Caller caller, OperationDescription operation, Func<HttpContext, Caller, Task> handler)
    {
        await handler(http, caller);
        if (operation.Audit == OperationAudit.Gate && !operation.Permission!.Value.Name().EndsWith(":read", StringComparison.Ordinal) && http.Response.StatusCode < 400 && !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            await actions.DoneAsync(Actors.Of(http, caller), operation.Id, AuditedActions.KindOf(http), http.Request.RouteValues["id"] as string);
        }
    }

    private static bool LetsIn(OperationDescription operation, Permission permission, Caller caller) =>
        (operation.TeamScoped ? caller.MaySomewhere(permission) : caller.May(permission)) || (operation.OwnPermission is { } own && caller.MaySomewhere(own));

    /// <summary>The caller if there is one; addresses that answer everybody show more to those who may see more.</summary>
    public async ValueTask<Caller?> PeekAsync(HttpContext http) => (await AuthenticateAsync(http)).Caller;

    // A key or a token says who asks, whatever cookie comes along; a cookie alone does, too.
    private ValueTask<(Caller? Caller, CallError? Error)> AuthenticateAsync(HttpContext http)
    {
        var (credential, address) = (Credentials.Of(http.Request), addresses.Of(http));
        return credential is null && sessions.Has(http.Request)
            ? sessions.AuthenticateAsync(http, address)
            : authenticator.AuthenticateAsync(credential, address, http.RequestAborted);
    }
}
