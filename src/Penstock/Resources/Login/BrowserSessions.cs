using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Authenticate;

namespace Penstock.Resources.Login;

/// <summary>Sessions as browsers show them: a cookie, and with every change a header that another site's page cannot send.</summary>
internal sealed class BrowserSessions(Sessions sessions, ILogins logins, IIdentities identities, LoginSettings settings)
{
    /// <summary>The header of every change.</summary>
    public const string CsrfHeader = "x-penstock-csrf";

    private static readonly CallError Over = new(ErrorKind.Unauthenticated, "The session is over, or is none of this server's. Log in again.") { Code = "session_over" };

    private static readonly CallError Forged = new(
        ErrorKind.PermissionDenied, $"The change does not come from a page of this server. Send the header {CsrfHeader} with the csrf_token of GET /api/v1/me, from this server's own address.") { Code = "csrf" };

    // The prefix holds browsers to Secure, Path=/ and no Domain, so that no neighbouring host can plant one (RFC 6265bis section 4.1.3.2).
    private string Name => settings.IsSecure ? "__Host-penstock-session" : "penstock-session";

    /// <summary>Whether a request shows a session.</summary>
    public bool Has(HttpRequest request) => request.Cookies.ContainsKey(Name);

    /// <summary>The caller of a request's session, or why it is not let in.</summary>
    public async ValueTask<(Caller? Caller, CallError? Error)> AuthenticateAsync(HttpContext http, IPAddress? address)
    {
        if (await UseAsync(http) is not var (id, session))
        {
            return (null, Over);
        }

        if (IsChange(http.Request) && !IsOwn(http.Request, id))
        {
            return (null, Forged);
        }

        // What groups stand for now counts, not what they stood for at the login.
        return logins.Renew(session.Identity) is { } identity && identities.Find(identity) is { } caller ? (caller with { Address = address }, null) : (null, Over);
    }

    /// <summary>The session of a request, with its id; null when there is none.</summary>
    public async ValueTask<(string Id, Session Session)?> UseAsync(HttpContext http) =>
        http.Request.Cookies[Name] is { Length: > 0 and < 100 } id && await sessions.UseAsync(id, http.RequestAborted) is { } session ? (id, session) : null;

    /// <summary>Begins a session for a browser. One that it had ends: nobody goes on under an id that somebody else may have planted.</summary>
    public async Task BeginAsync(HttpContext http, IssuedIdentity identity)
    {
        if (http.Request.Cookies[Name] is { } old)
        {
            await sessions.EndAsync(old, http.RequestAborted);
        }

        var (id, _) = await sessions.BeginAsync(identity, http.RequestAborted);
        http.Response.Cookies.Append(Name, id, Cookie(settings.IsSecure));
    }

    /// <summary>Ends a browser's session; an error when another site's page asks for it.</summary>
    public async Task<CallError?> EndAsync(HttpContext http)
    {
        if (await UseAsync(http) is var (id, _))
        {
            if (!IsOwn(http.Request, id))
            {
                return Forged;
            }

            await sessions.EndAsync(id, http.RequestAborted);
        }

        http.Response.Cookies.Delete(Name, Cookie(settings.IsSecure));
        return null;
    }

    /// <summary>How a cookie of logins is kept: no script reads it, and no other site's page sends it with a change.</summary>
    public static CookieOptions Cookie(bool secure) => new() { HttpOnly = true, Secure = secure, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };

    private static bool IsChange(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);

    // Browsers say where a request comes from, and no page can change that; the header says that the page knows the session.
    private bool IsOwn(HttpRequest request, string id) =>
        request.Headers["sec-fetch-site"].ToString() is "" or "same-origin"
        && (request.Headers.Origin.Count == 0 || string.Equals(request.Headers.Origin.ToString(), settings.Origin(), StringComparison.OrdinalIgnoreCase))
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers[CsrfHeader].ToString()), Encoding.UTF8.GetBytes(Sessions.CsrfToken(id)));
}
