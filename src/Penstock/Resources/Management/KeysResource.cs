using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Authenticate;

namespace Penstock.Resources.Management;

/// <summary><c>/api/v1/keys</c>: make, list, read, replace, change, rotate and revoke keys. Only the admin may.</summary>
internal sealed class KeysResource(KeyRegistry keys, Gate gate, TimeProvider time)
{
    private const string Path = "/api/v1/keys";

    /// <summary>Maps the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var errors = ProblemFormat.Instance;
        routes.MapResource(Path, errors, ("GET", gate.Admin(ListAsync), KeyOperations.List), ("POST", gate.Admin(CreateAsync), KeyOperations.Create));
        routes.MapResource(Path + "/{id}", errors,
            ("GET", gate.Admin(ReadAsync), KeyOperations.Read),
            ("PUT", gate.Admin(http => ChangeAsync(http, patch: false)), KeyOperations.Replace),
            ("PATCH", gate.Admin(http => ChangeAsync(http, patch: true)), KeyOperations.Change),
            ("DELETE", gate.Admin(RevokeAsync), KeyOperations.Revoke));
        routes.MapResource(Path + "/{id}/rotate", errors, ("POST", gate.Admin(RotateAsync), KeyOperations.Rotate));
    }

    private Task ListAsync(HttpContext http)
    {
        var all = keys.All;
        var (query, error) = KeyQuery.Read(http.Request.Query, all);
        if (query is null)
        {
            return gate.RefuseAsync(http, ProblemFormat.Instance, error!);
        }

        var now = time.GetUtcNow();
        var (page, next) = query.Page(all, now);
        return JsonAnswer.WriteAsync(http, new KeyList([.. page.Select(key => KeyView.Of(key, now))], next), ManagementJson.Default.KeyList);
    }

    private async Task CreateAsync(HttpContext http)
    {
        var (body, error) = await ManagementBody.ReadAsync(http.Request, document => KeyBody.Read(document, null, time.GetUtcNow()));
        if (body is null)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, error!);
            return;
        }

        var (key, secret) = await keys.CreateAsync(body.Apply, gate.ActorOf(http), http.RequestAborted);
        http.Response.Headers.Location = $"{Path}/{key.Id}";
        await AnswerAsync(http, key, secret, StatusCodes.Status201Created);
    }

    private Task ReadAsync(HttpContext http) => Find(http) is { } key ? AnswerAsync(http, key, null) : UnknownAsync(http);

    private async Task ChangeAsync(HttpContext http, bool patch)
    {
        if (Find(http) is not { } old)
        {
            await UnknownAsync(http);
            return;
        }

        var (body, error) = await ManagementBody.ReadAsync(http.Request, document => KeyBody.Read(document, patch ? old : null, time.GetUtcNow()));
        error ??= Forbid(http, old);
        if (error is null && await keys.ChangeAsync(old, body!.Apply, gate.ActorOf(http), http.RequestAborted) is { } changed)
        {
            await AnswerAsync(http, changed, null);
            return;
        }

        await gate.RefuseAsync(http, ProblemFormat.Instance, error ?? ChangedMeanwhile);
    }

    private async Task RotateAsync(HttpContext http)
    {
        if (Find(http) is not { } old)
        {
            await UnknownAsync(http);
            return;
        }

        // The Accept first: a new key that could not be shown would be lost.
        var error = MediaTypes.RefuseAccept(http.Request, MediaTypes.Json) ?? Forbid(http, old);
        if (error is null && await keys.RotateAsync(old, gate.ActorOf(http), http.RequestAborted) is { } rotated)
        {
            await AnswerAsync(http, rotated.Key, rotated.Secret);
            return;
        }

        await gate.RefuseAsync(http, ProblemFormat.Instance, error ?? ChangedMeanwhile);
    }

    private async Task RevokeAsync(HttpContext http)
    {
        if (Find(http) is not { } old)
        {
            await UnknownAsync(http);
            return;
        }

        var error = old.RevokedAt is null ? Forbid(http, old) : null;
        if (error is null && (old.RevokedAt is not null || await keys.RevokeAsync(old, gate.ActorOf(http), http.RequestAborted)))
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await gate.RefuseAsync(http, ProblemFormat.Instance, error ?? ChangedMeanwhile);
    }

    private ApiKey? Find(HttpContext http) => keys.Find((string)http.Request.RouteValues["id"]!);

    private Task UnknownAsync(HttpContext http) =>
        gate.RefuseAsync(http, ProblemFormat.Instance, new CallError(ErrorKind.NotFound, "There is no key of this id. GET /api/v1/keys lists them."));

    private static CallError? Forbid(HttpContext http, ApiKey key)
    {
        if (key.RevokedAt is not null)
        {
            return new CallError(ErrorKind.Conflict, "The key was revoked, which cannot be undone. Make a new one.");
        }

        var match = http.Request.Headers.IfMatch;
        return match.Count > 0 && match.ToString() is not "*" && !match.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(ETag(key))
            ? new CallError(ErrorKind.PreconditionFailed, "The key was changed since it was read (If-Match). Read it again.")
            : null;
    }

    private static readonly CallError ChangedMeanwhile =
        new(ErrorKind.Conflict, "The key was changed by somebody else in the same moment. Read it again.");

    private Task AnswerAsync(HttpContext http, ApiKey key, string? secret, int status = StatusCodes.Status200OK)
    {
        http.Response.Headers.ETag = ETag(key);
        if (secret is not null)
        {
            http.Response.Headers.CacheControl = "no-store";
        }

        return JsonAnswer.WriteAsync(http, KeyView.Of(key, time.GetUtcNow()) with { Key = secret }, ManagementJson.Default.KeyView, status);
    }

    private static string ETag(ApiKey key) => $"\"{key.Version}\"";
}
