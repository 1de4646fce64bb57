using Microsoft.AspNetCore.Http;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Authenticate;
using Penstock.Resources.Documents;

namespace Penstock.Resources;

/// <summary>Lets callers in to what is not a call: lists, documents, management.</summary>
internal sealed class Gate(Authenticator authenticator, CallIds ids, AuditedActions actions)
{
    /// <summary>Runs a handler for a known caller; answers 401 otherwise.</summary>
    public RequestDelegate Known(ErrorFormat errors, Func<HttpContext, Caller, Task> handler) => async http =>
    {
        var (caller, error) = await authenticator.AuthenticateAsync(Credentials.Of(http.Request), http.RequestAborted);
        await (caller is null ? RefuseAsync(http, errors, error!) : handler(http, caller));
    };

    /// <summary>Runs a handler for an admin; answers 401 or 403 otherwise.</summary>
    public RequestDelegate Admin(Func<HttpContext, Task> handler) => Admin(ProblemFormat.Instance, handler);

    /// <summary>The same, with errors in a format.</summary>
    public RequestDelegate Admin(ErrorFormat errors, Func<HttpContext, Task> handler) => Known(errors, (http, caller) => caller.Key.IsAdmin
        ? handler(http)
        : DenyAsync(http, errors, caller, ActionOf(http), null, new CallError(ErrorKind.PermissionDenied, "This needs the admin key.")));

    /// <summary>Runs a handler for a caller who has the permission that the operation asks for; answers 401 or 403 otherwise.</summary>
    /// <param name="operation">What is done. It has a permission.</param>
    /// <param name="handler">Checks team by team itself where the operation is team-scoped (<see cref="Caller.MayIn"/>).</param>
    public RequestDelegate May(OperationDescription operation, Func<HttpContext, Caller, Task> handler)
    {
        var permission = operation.Permission ?? throw new ArgumentException($"The operation {operation.Id} has no permission.", nameof(operation));
        return Known(ProblemFormat.Instance, (http, caller) => (operation.TeamScoped ? caller.MaySomewhere(permission) : caller.May(permission))
            ? ActAsync(http, caller, operation, handler)
            : DenyAsync(http, ProblemFormat.Instance, caller, operation.Id, permission.Name(), Refusal(permission)));
    }

    /// <summary>The error of a caller without a permission.</summary>
    public static CallError Refusal(Permission permission) =>
        new(ErrorKind.PermissionDenied, $"This needs the permission {permission.Name()}, which none of your roles gives. Ask whoever administers Penstock for it.");

    /// <summary>Answers with an error.</summary>
    public Task RefuseAsync(HttpContext http, ErrorFormat errors, CallError error) => ErrorAnswer.WriteAsync(http, errors, error, ids.Next());

    /// <summary>Answers that a caller may not, and writes it into the audit trail.</summary>
    public async Task DenyAsync(HttpContext http, ErrorFormat errors, Caller caller, string action, string? permission, CallError error)
    {
        await actions.DeniedAsync(http, ActorOf(http, caller), action, permission);
        await RefuseAsync(http, errors, error);
    }

    /// <summary>Who sends a request, and from where, for the audit trail.</summary>
    public Actor ActorOf(HttpContext http, Caller? caller = null)
    {
        caller ??= Peek(http);
        var agent = http.Request.Headers.UserAgent.ToString();
        return new Actor(
            caller?.Principal?.Id ?? caller?.Key.Id ?? "nobody",
            caller?.Key.Id,
            caller?.Address ?? http.Connection.RemoteIpAddress,
            agent.Length == 0 ? null : agent[..Math.Min(agent.Length, 200)]);
    }

    /// <summary>The caller if there is one; addresses that answer everybody show more to those who may see more.</summary>
    public Caller? Peek(HttpContext http) => authenticator.Authenticate(Credentials.Of(http.Request)).Caller;

    // What changes something leaves an entry, unless who changes it writes a better one.
    private async Task ActAsync(HttpContext http, Caller caller, OperationDescription operation, Func<HttpContext, Caller, Task> handler)
    {
        await handler(http, caller);
        if (operation.Audit == OperationAudit.Gate && http.Response.StatusCode < 400 && !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            await actions.DoneAsync(ActorOf(http, caller), operation.Id, AuditedActions.KindOf(http), http.Request.RouteValues["id"] as string);
        }
    }

    private static string ActionOf(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetOrderedMetadata<DescribedOperation>().FirstOrDefault(described => described.Verb == http.Request.Method)?.Description.Id ?? http.Request.Method;
}
