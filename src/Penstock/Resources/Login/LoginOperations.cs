using Penstock.Resources.Documents;

namespace Penstock.Resources.Login;

/// <summary>What the document says of logins.</summary>
internal static class LoginOperations
{
    public static readonly OperationDescription Me = new()
    {
        Id = "getMe",
        Tag = OperationTags.Identity,
        Summary = "Who am I",
        Description = "Whose credential this is, its teams and roles, and what it may do. A browser's session finds here what its changes must carry.",
        Answers = [new AnswerDescription(200, "Who asks.", new ContentDescription(WireSchema.Of(LoginJson.Default.MeView)))],
    };

    public static readonly OperationDescription Issuers = new()
    {
        Id = "listLoginIssuers",
        Tag = OperationTags.Identity,
        Access = OperationAccess.Open,
        Summary = "Where people can log in",
        Description = "The issuers at which people log in. A browser is sent to `login_url`, which may have `&return_to=` with a path of this server, and comes back with a session.",
        Answers = [new AnswerDescription(200, "The issuers.", new ContentDescription(WireSchema.Of(LoginJson.Default.IssuersView)))],
    };

    public static readonly OperationDescription Logout = new()
    {
        Id = "logOut",
        Tag = OperationTags.Identity,
        Access = OperationAccess.Open,
        Summary = "Log out",
        Description = "Ends the browser's session, if there is one; then the header `x-penstock-csrf` must have its token. The login at the issuer is not touched.",
        Answers = [new AnswerDescription(204, "There is no session any more.")],
        Errors = [Domain.Calls.ErrorKind.PermissionDenied],
    };
}
