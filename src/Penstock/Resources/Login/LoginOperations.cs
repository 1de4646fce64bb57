using Penstock.Domain.Calls;
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

    public static readonly OperationDescription Sessions = new()
    {
        Id = "listSessions",
        Tag = OperationTags.Identity,
        Summary = "List the sessions",
        Description = "Who is logged in with a browser, and since when: one's own sessions, or with `users:read` everybody's.",
        Parameters = [new ParameterDescription("user", "query", "Only those of the user of this id.")],
        Answers = [new AnswerDescription(200, "The sessions.", new ContentDescription(WireSchema.Of(LoginJson.Default.SessionList)))],
        Errors = [ErrorKind.InvalidRequest],
    };

    public static readonly OperationDescription EndSession = new()
    {
        Id = "endSession",
        Tag = OperationTags.Identity,
        Audit = OperationAudit.Handler,
        Summary = "End a session",
        Description = "Logs a browser out: one's own, or with `users:write` anybody's. The login at the issuer is not touched; to keep somebody out, switch the user off.",
        Parameters = [new ParameterDescription("id", "path", "The session's id.") { Example = "\"session_0123456789abcdef01234567\"" }],
        Answers = [new AnswerDescription(204, "It is over.")],
        Errors = [ErrorKind.NotFound, ErrorKind.PermissionDenied],
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

    public static readonly OperationDescription Begin = new()
    {
        Id = "logIn",
        Tag = OperationTags.Identity,
        Access = OperationAccess.Open,
        Summary = "Log in with a browser",
        Description = "Sends the browser to an issuer, which sends it back to `/auth/callback`.",
        Parameters =
        [
            new ParameterDescription("issuer", "query", "The issuer's name; it may be left out where there is one only."),
            new ParameterDescription("return_to", "query", "The path of this server to go on to."),
        ],
        Answers = [new AnswerDescription(303, "To the issuer.") { Headers = [("Location", "The issuer's address.")] }],
        Errors = [ErrorKind.InvalidRequest, ErrorKind.NotFound, ErrorKind.Conflict, ErrorKind.Unavailable],
    };

    public static readonly OperationDescription Complete = new()
    {
        Id = "completeLogIn",
        Tag = OperationTags.Identity,
        Access = OperationAccess.Open,
        Summary = "Come back from an issuer",
        Description = "Where an issuer sends the browser back to: it gets a session, a cookie, if all is right.",
        Parameters =
        [
            new ParameterDescription("state", "query", "What ties it to the login that was begun."),
            new ParameterDescription("code", "query", "What the issuer gives an ID token for."),
            new ParameterDescription("iss", "query", "The issuer's address."),
            new ParameterDescription("error", "query", "Why the issuer lets nobody in."),
        ],
        Answers = [new AnswerDescription(303, "To where the person wanted to go.") { Headers = [("Location", "A path of this server."), ("Set-Cookie", "The session.")] }],
        Errors = [ErrorKind.InvalidRequest, ErrorKind.PermissionDenied, ErrorKind.ProviderError, ErrorKind.Unavailable],
    };

    public static readonly OperationDescription Logout = new()
    {
        Id = "logOut",
        Tag = OperationTags.Identity,
        Access = OperationAccess.Open,
        Summary = "Log out",
        Description = "Ends the browser's session, if there is one; then the header `x-penstock-csrf` must have its token. The login at the issuer is not touched.",
        Answers = [new AnswerDescription(204, "There is no session any more.")],
        Errors = [ErrorKind.PermissionDenied],
    };
}
