using Microsoft.AspNetCore.Http;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Authenticate;
using Penstock.Resources.Documents;

namespace Penstock.Resources;

/// <summary>Lets callers in to what is not a call: lists, documents, management.</summary>
internal sealed class Gate(Authenticator authenticator, CallIds ids)
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
        : RefuseAsync(http, errors, new CallError(ErrorKind.PermissionDenied, "This needs the admin key.")));

    /// <summary>Runs a handler for a caller who has the permission that the operation asks for; answers 401 or 403 otherwise.</summary>
    /// <param name="operation">What is done. It has a permission.</param>
    /// <param name="handler">Checks team by team itself where the operation is team-scoped (<see cref="Caller.MayIn"/>).</param>
    public RequestDelegate May(OperationDescription operation, Func<HttpContext, Caller, Task> handler)
    {
        var permission = operation.Permission ?? throw new ArgumentException($"The operation {operation.Id} has no permission.", nameof(operation));
        return Known(ProblemFormat.Instance, (http, caller) => (operation.TeamScoped ? caller.MaySomewhere(permission) : caller.May(permission))
            ? handler(http, caller)
            : RefuseAsync(http, ProblemFormat.Instance, Refusal(permission)));
    }

    /// <summary>The error of a caller without a permission.</summary>
    public static CallError Refusal(Permission permission) =>
        new(ErrorKind.PermissionDenied, $"This needs the permission {permission.Name()}, which none of your roles gives. Ask whoever administers Penstock for it.");

    /// <summary>Answers with an error.</summary>
    public Task RefuseAsync(HttpContext http, ErrorFormat errors, CallError error) => ErrorAnswer.WriteAsync(http, errors, error, ids.Next());

    /// <summary>The caller if there is one; addresses that answer everybody show more to those who may see more.</summary>
    public Caller? Peek(HttpContext http) => authenticator.Authenticate(Credentials.Of(http.Request)).Caller;
}
