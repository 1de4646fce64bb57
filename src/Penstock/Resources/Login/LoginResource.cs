using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Authenticate;

namespace Penstock.Resources.Login;

/// <summary>
/// <c>/auth/…</c>: people log in at an issuer and come back with a session. <c>login</c> and <c>callback</c> are for browsers, which go there by
/// themselves.
/// </summary>
internal sealed partial class LoginResource(ILogins logins, IIdentities identities, BrowserSessions sessions, LoginSettings settings, Gate gate, TimeProvider time)
{
    private const string Callback = "/auth/callback";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private readonly LoginSeal _seal = new();

    private string Name => settings.IsSecure ? "__Host-penstock-login" : "penstock-login";

    /// <summary>Maps the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var errors = ProblemFormat.Instance;
        routes.MapResource("/auth/login", errors, ("GET", BeginAsync, LoginOperations.Begin));
        routes.MapResource(Callback, errors, ("GET", CompleteAsync, LoginOperations.Complete));
        routes.MapResource("/auth/issuers", errors, ("GET", IssuersAsync, LoginOperations.Issuers));
        routes.MapResource("/auth/logout", errors, ("POST", EndAsync, LoginOperations.Logout));
    }

    private Task IssuersAsync(HttpContext http) => JsonAnswer.WriteAsync(
        http, new IssuersView([.. logins.Issuers.Select(name => new LoginIssuerView(name, "/auth/login?issuer=" + Uri.EscapeDataString(name)))]), LoginJson.Default.IssuersView);

    private async Task BeginAsync(HttpContext http)
    {
        Forbid(http);
        var query = new QueryReader(http.Request.Query, "issuer", "return_to");
        var returnTo = query.Text("return_to") ?? "/";
        var names = logins.Issuers;
        var error = query.Error
            ?? (settings.Origin() is null ? new CallError(ErrorKind.Conflict, "Nobody can log in here: the configuration has no server.public_url, the address that browsers see.") : null)
            ?? (names.Count == 0 ? new CallError(ErrorKind.NotFound, "Nobody can log in here: no issuer is configured for it.") : null)
            ?? (query.Text("issuer") is null && names.Count > 1 ? new CallError(ErrorKind.InvalidRequest, $"Say where to log in: {string.Join(", ", names.Select(name => "?issuer=" + name))}.") { Param = "issuer" } : null)
            ?? (IsOwnPath(returnTo) ? null : new CallError(ErrorKind.InvalidRequest, "return_to must be a path of this server, such as /models.") { Param = "return_to" });
        if (error is not null)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, error);
            return;
        }

        var attempt = new LoginAttempt(
            query.Text("issuer") ?? names[0], Sessions.NewSecret(), Sessions.NewSecret(), Sessions.NewSecret(), settings.Origin() + Callback, returnTo, time.GetUtcNow() + Patience);
        (var address, error) = await logins.BeginAsync(attempt, http.RequestAborted);
        if (address is null)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, error!);
            return;
        }

        var cookie = BrowserSessions.Cookie(settings.IsSecure);
        cookie.MaxAge = Patience;
        http.Response.Cookies.Append(Name, _seal.Seal(attempt), cookie);
        Redirect(http, address.AbsoluteUri);
    }

    private async Task CompleteAsync(HttpContext http)
    {
        Forbid(http);
        var query = http.Request.Query;
        var attempt = _seal.Open(http.Request.Cookies[Name]);

        // A login is completed once, however it goes.
        http.Response.Cookies.Delete(Name, BrowserSessions.Cookie(settings.IsSecure));
        var error = attempt is null || attempt.EndsAt <= time.GetUtcNow() || !Same(query["state"].ToString(), attempt.State)
            ? new CallError(ErrorKind.PermissionDenied, "This login was not begun in this browser, or too long ago. Begin again at /auth/login.") { Code = "login_unknown" }
            : query["error"].ToString() is { Length: > 0 } refused
            ? new CallError(ErrorKind.PermissionDenied, $"The issuer did not let you in ({(Plain().IsMatch(refused) ? refused : "for a reason of its own")}).") { Code = "login_refused" }
            : query["code"].ToString() is not { Length: > 0 and < 4096 }
            ? new CallError(ErrorKind.InvalidRequest, "The issuer sent no code. Begin again at /auth/login.") { Param = "code" }
            : null;
        if (error is null)
        {
            (var identity, error) = await logins.CompleteAsync(attempt!, query["code"].ToString(), query["iss"].ToString() is { Length: > 0 } issuer ? issuer : null, http.RequestAborted);
            error ??= (await identities.AdmitAsync(identity!, http.RequestAborted)).Error;
            if (error is null)
            {
                await sessions.BeginAsync(http, identity!);
                Redirect(http, attempt!.ReturnTo);
                return;
            }
        }

        await gate.RefuseAsync(http, ProblemFormat.Instance, error);
    }

    private async Task EndAsync(HttpContext http)
    {
        Forbid(http);
        if (await sessions.EndAsync(http) is { } error)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, error);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Whether a text is a path of this server, and nothing that a browser would take for another host's address.</summary>
    internal static bool IsOwnPath(string path) =>
        path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal) && path.Length <= 1024 && !path.Any(c => c is <= ' ' or '\\' or > '~');

    // Codes and states are in these addresses.
    private static void Forbid(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
    }

    private static void Redirect(HttpContext http, string address)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = address;
    }

    private static bool Same(string given, string expected) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));

    [GeneratedRegex(@"^[a-z_]{1,60}\z")]
    private static partial Regex Plain();
}
