using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Authenticate;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Management;

/// <summary><c>/api/v1/keys</c>: make, list, read, replace, change, rotate and revoke keys: all, a team's, or one's own.</summary>
internal sealed class KeysResource(KeyRegistry keys, KeyUses uses, KeyRights rights, Gate gate, TimeProvider time)
{
    private const string Path = "/api/v1/keys";

    /// <summary>Maps the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var errors = ProblemFormat.Instance;
        routes.MapResource(Path, errors, Verb("GET", KeyOperations.List, ListAsync), Verb("POST", KeyOperations.Create, CreateAsync));
        routes.MapResource(Path + "/{id}", errors,
            Verb("GET", KeyOperations.Read, ReadAsync),
            Verb("PUT", KeyOperations.Replace, (http, caller) => ChangeAsync(http, caller, patch: false)),
            Verb("PATCH", KeyOperations.Change, (http, caller) => ChangeAsync(http, caller, patch: true)),
            Verb("DELETE", KeyOperations.Revoke, RevokeAsync));
        routes.MapResource(Path + "/{id}/rotate", errors, Verb("POST", KeyOperations.Rotate, RotateAsync));
    }

    private (string, RequestDelegate, OperationDescription) Verb(string verb, OperationDescription operation, Func<HttpContext, Caller, Task> handler) =>
        (verb, gate.May(operation, handler), operation);

    private Task ListAsync(HttpContext http, Caller caller)
    {
        ApiKey[] all = [.. keys.All.Where(key => rights.MaySee(caller, key))];
        var (query, error) = KeyQuery.Read(http.Request.Query, all);
        if (query is null)
        {
            return gate.RefuseAsync(http, ProblemFormat.Instance, error!);
        }

        var now = time.GetUtcNow();
        var (page, next) = query.Page(all, now);
        return JsonAnswer.WriteAsync(http, new KeyList([.. page.Select(key => KeyView.Of(key, uses.Last(key.Id), now))], next), ManagementJson.Default.KeyList);
    }

    private async Task CreateAsync(HttpContext http, Caller caller)
    {
        var (body, error) = await ManagementBody.ReadAsync(http.Request, document => KeyBody.Read(document, null, null, time.GetUtcNow()));
        if (body is null)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, error!);
            return;
        }

        var draft = rights.Inherit(caller, body.Apply(Blank with { Owner = KeyRights.OwnerFor(caller) }), caller.Key);
        if (rights.Refuse(caller, null, draft) is { } refused)
        {
            await RefuseAsync(http, caller, KeyOperations.Create, refused);
            return;
        }

        var (key, secret) = await keys.CreateAsync(
            made => draft with { Id = made.Id, Prefix = made.Prefix, Hash = made.Hash, CreatedAt = made.CreatedAt, UpdatedAt = made.UpdatedAt }, Actors.Of(http), http.RequestAborted);
        http.Response.Headers.Location = $"{Path}/{key.Id}";
        await AnswerAsync(http, key, secret, StatusCodes.Status201Created);
    }

    private Task ReadAsync(HttpContext http, Caller caller) => Find(http, caller) is { } key ? AnswerAsync(http, key, null) : UnknownAsync(http);

    private async Task ChangeAsync(HttpContext http, Caller caller, bool patch)
    {
        if (Find(http, caller) is not { } old)
        {
            await UnknownAsync(http);
            return;
        }

        var (body, error) = await ManagementBody.ReadAsync(http.Request, document => KeyBody.Read(document, patch ? old : null, old, time.GetUtcNow()));
        ApiKey Wanted(ApiKey key) => patch ? body!.Apply(key) : rights.Inherit(caller, body!.Apply(key), key);
        error ??= rights.Refuse(caller, old, Wanted(old)) ?? Forbid(http, old);
        if (error is null && await keys.ChangeAsync(old, Wanted, Actors.Of(http), http.RequestAborted) is { } changed)
        {
            await AnswerAsync(http, changed, null);
            return;
        }

        await RefuseAsync(http, caller, patch ? KeyOperations.Change : KeyOperations.Replace, error ?? ChangedMeanwhile);
    }

    private async Task RotateAsync(HttpContext http, Caller caller)
    {
        if (Find(http, caller) is not { } old)
        {
            await UnknownAsync(http);
            return;
        }

        // The Accept first: a new key that could not be shown would be lost.
        var error = MediaTypes.RefuseAccept(http.Request, MediaTypes.Json) ?? rights.Refuse(caller, old, old) ?? Forbid(http, old);
        var (rotation, mistake) = error is null ? await KeyRotation.ReadAsync(http) : (null, null);
        error ??= mistake;
        if (error is null && await keys.RotateAsync(old, rotation!.Overlap, Actors.Of(http), http.RequestAborted) is { } rotated)
        {
            await AnswerAsync(http, rotated.Key, rotated.Secret);
            return;
        }

        await RefuseAsync(http, caller, KeyOperations.Rotate, error ?? ChangedMeanwhile);
    }

    private async Task RevokeAsync(HttpContext http, Caller caller)
    {
        if (Find(http, caller) is not { } old)
        {
            await UnknownAsync(http);
            return;
        }

        var error = rights.RefuseRevoking(caller, old) ?? (old.RevokedAt is null ? Forbid(http, old) : null);
        if (error is null && (old.RevokedAt is not null || await keys.RevokeAsync(old, Actors.Of(http), http.RequestAborted)))
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await RefuseAsync(http, caller, KeyOperations.Revoke, error ?? ChangedMeanwhile);
    }

    // What somebody may not do is in the audit trail.
    private Task RefuseAsync(HttpContext http, Caller caller, OperationDescription operation, CallError error) => error.Kind == ErrorKind.PermissionDenied
        ? gate.DenyAsync(http, ProblemFormat.Instance, caller, operation.Id, operation.Permission!.Value.Name(), error)
        : gate.RefuseAsync(http, ProblemFormat.Instance, error);

    // What a caller may not see is not there.
    private ApiKey? Find(HttpContext http, Caller caller) => keys.Find((string)http.Request.RouteValues["id"]!) is { } key && rights.MaySee(caller, key) ? key : null;

    private Task UnknownAsync(HttpContext http) =>
        gate.RefuseAsync(http, ProblemFormat.Instance, new CallError(ErrorKind.NotFound, "There is no key of this id among those you may see. GET /api/v1/keys lists them."));

    private static CallError? Forbid(HttpContext http, ApiKey key)
    {
        if (key.RevokedAt is not null)
        {
            return new CallError(ErrorKind.Conflict, "The key was revoked, which cannot be undone. Make a new one.");
        }

        return EntityTags.AreStale(http.Request, ETag(key))
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

        return JsonAnswer.WriteAsync(http, KeyView.Of(key, uses.Last(key.Id), time.GetUtcNow()) with { Key = secret }, ManagementJson.Default.KeyView, status);
    }

    private static readonly ApiKey Blank = new() { Id = "", Name = "", Prefix = "", Hash = "", CreatedAt = default, UpdatedAt = default };

    private static string ETag(ApiKey key) => $"\"{key.Version}\"";
}
