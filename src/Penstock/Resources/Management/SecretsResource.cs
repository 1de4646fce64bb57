using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Resources.Management.Managed;
using Penstock.Secrets;

namespace Penstock.Resources.Management;

/// <summary><c>/api/v1/secrets</c>: the secrets that the database keeps. They can be set, listed and deleted, and never read.</summary>
internal sealed class SecretsResource(IKeptSecrets secrets, SecretBook book, ManagedTurns turns, AuditedActions actions, Gate gate)
{
    private const string Path = "/api/v1/secrets";
    private const string Store = "db";
    private const int MostPerPage = 500;

    /// <summary>Maps the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var errors = ProblemFormat.Instance;
        routes.MapResource(Path, errors, ("GET", gate.May(SecretOperations.List, ListAsync), SecretOperations.List), ("POST", gate.May(SecretOperations.Create, CreateAsync), SecretOperations.Create));
        routes.MapResource(Path + "/{name}", errors,
            ("GET", gate.May(SecretOperations.Read, ReadAsync), SecretOperations.Read),
            ("PUT", gate.May(SecretOperations.Replace, ReplaceAsync), SecretOperations.Replace),
            ("DELETE", gate.May(SecretOperations.Delete, DeleteAsync), SecretOperations.Delete));
        routes.MapResource("/api/v1/secret-rewraps", errors, ("POST", gate.May(SecretOperations.Rewrap, RewrapAsync), SecretOperations.Rewrap));
        routes.MapResource("/api/v1/secret-stores", errors, ("GET", gate.May(SecretOperations.Stores, StoresAsync), SecretOperations.Stores));
    }

    private async Task ListAsync(HttpContext http, Caller caller)
    {
        var query = new QueryReader(http.Request.Query, "prefix", "limit", "cursor");
        var (prefix, limit, cursor) = (query.Text("prefix") ?? "", query.Integer("limit", 1, MostPerPage) ?? 100, query.Text("cursor"));
        if (query.Error is { } error)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, error);
            return;
        }

        // The cursor is the name of the last one of a page, which may be gone by now.
        KeptSecret[] behind =
        [
            .. (await secrets.ListAsync(http.RequestAborted)).Where(secret => secret.Name.StartsWith(prefix, StringComparison.Ordinal) && (cursor is null || string.CompareOrdinal(secret.Name, cursor) > 0))
                .OrderBy(secret => secret.Name, StringComparer.Ordinal).Take(limit + 1),
        ];
        var page = behind.Take(limit).Select(View).ToArray();
        await JsonAnswer.WriteAsync(http, new SecretList(page, behind.Length > limit ? page[^1].Name : null), ManagementJson.Default.SecretList);
    }

    private async Task CreateAsync(HttpContext http, Caller caller)
    {
        var (body, error) = await ManagementBody.ReadAsync(http.Request, document => SecretBody.Read(document, named: true));
        if (body is not null && await FindAsync(http, body.Name!) is not null)
        {
            error = new CallError(ErrorKind.Conflict, $"There is a secret '{body.Name}'. PUT {Path}/{body.Name} gives it another value.");
        }

        await SaveAsync(http, caller, body, error, body?.Name ?? "", null);
    }

    private async Task ReadAsync(HttpContext http, Caller caller)
    {
        if (await FindAsync(http, NameOf(http)) is { } secret)
        {
            await AnswerAsync(http, secret, StatusCodes.Status200OK);
            return;
        }

        await gate.RefuseAsync(http, ProblemFormat.Instance, Unknown);
    }

    private async Task ReplaceAsync(HttpContext http, Caller caller)
    {
        var (body, error) = await ManagementBody.ReadAsync(http.Request, document => SecretBody.Read(document, named: false));
        var old = await FindAsync(http, NameOf(http));
        await SaveAsync(http, caller, body, old is null ? Unknown : error ?? Changed(http, old), NameOf(http), old);
    }

    private async Task SaveAsync(HttpContext http, Caller caller, SecretBody? body, CallError? error, string name, KeptSecret? old)
    {
        if (error is null && body is not null)
        {
            var (saved, fault) = await secrets.SaveAsync(name, body.Value, body.Description ?? old?.Description, old, Actors.Of(http, caller).Id, http.RequestAborted);
            if (saved is not null)
            {
                await actions.DoneAsync(Actors.Of(http, caller), old is null ? "secret.create" : "secret.replace", "secret", name, Told(old), Told(saved));
                http.Response.Headers.Location = old is null ? $"{Path}/{name}" : default;
                await AnswerAsync(http, saved, old is null ? StatusCodes.Status201Created : StatusCodes.Status200OK);
                return;
            }

            error = fault is null ? ChangedMeanwhile : new CallError(ErrorKind.Unavailable, fault.Message);
        }

        await gate.RefuseAsync(http, ProblemFormat.Instance, error!);
    }

    private async Task DeleteAsync(HttpContext http, Caller caller)
    {
        // Nobody names it while it goes.
        using var turn = await turns.TakeAsync(http.RequestAborted);
        var old = await FindAsync(http, NameOf(http));
        var error = old is null ? Unknown
            : book.UsedBy(Store, old.Name) is { Count: > 0 } users ? new CallError(ErrorKind.Conflict, $"The secret is used by {string.Join(", ", users)}. Give these another one first.")
            : Changed(http, old);
        if (error is null && await secrets.DeleteAsync(old!, Actors.Of(http, caller).Id, http.RequestAborted))
        {
            await actions.DoneAsync(Actors.Of(http, caller), "secret.delete", "secret", old!.Name, Told(old));
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await gate.RefuseAsync(http, ProblemFormat.Instance, error ?? ChangedMeanwhile);
    }

    private async Task RewrapAsync(HttpContext http, Caller caller)
    {
        var (done, fault) = await secrets.RewrapAsync(http.RequestAborted);
        if (done is null)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, new CallError(ErrorKind.Unavailable, fault!.Message));
            return;
        }

        await actions.DoneAsync(Actors.Of(http, caller), "secret.rewrap", "secret", null, null, new JsonObject { ["to"] = done.MasterKey, ["rewrapped"] = done.Rewrapped }.ToJsonString());
        await JsonAnswer.WriteAsync(http, new SecretRewrapView(done.MasterKey, done.Rewrapped, done.Unreadable), ManagementJson.Default.SecretRewrapView);
    }

    private Task StoresAsync(HttpContext http, Caller caller)
    {
        var stores = book.Stores.OrderBy(store => store.Key, StringComparer.Ordinal).Select(store => new SecretStoreView(
            store.Key,
            store.Value.Cache.TotalSeconds,
            store.Value.Grace.TotalSeconds,
            book.UsedBy(store.Key),
            [.. book.Faults.Where(fault => fault.Key.Store == store.Key).Select(fault => new SecretTroubleView(fault.Key.ToString(), Word(fault.Value.Kind), fault.Value.Message))
                .OrderBy(trouble => trouble.Reference, StringComparer.Ordinal)]));
        return JsonAnswer.WriteAsync(http, new SecretStoreList([.. stores]), ManagementJson.Default.SecretStoreList);
    }

    private async Task<KeptSecret?> FindAsync(HttpContext http, string name) => (await secrets.ListAsync(http.RequestAborted)).FirstOrDefault(secret => secret.Name == name);

    private Task AnswerAsync(HttpContext http, KeptSecret secret, int status)
    {
        http.Response.Headers.ETag = ETag(secret);
        return JsonAnswer.WriteAsync(http, View(secret), ManagementJson.Default.SecretView, status);
    }

    private SecretView View(KeptSecret secret) => SecretView.Of(secret, Store, book.UsedBy(Store, secret.Name));

    // What the trail keeps: that there was a value, and which one in turn, never the value.
    private static string? Told(KeptSecret? secret) => secret is null ? null
        : new JsonObject { ["name"] = secret.Name, ["description"] = secret.Description, ["version"] = secret.Version, ["value"] = "[masked]" }.ToJsonString();

    private static string NameOf(HttpContext http) => (string)http.Request.RouteValues["name"]!;

    private static CallError? Changed(HttpContext http, KeptSecret secret) => EntityTags.AreStale(http.Request, ETag(secret))
        ? new CallError(ErrorKind.PreconditionFailed, "The secret was changed since it was read (If-Match). Look at it again.")
        : null;

    private static string Word(SecretFaultKind kind) => kind switch
    {
        SecretFaultKind.NotFound => "not_found",
        SecretFaultKind.Refused => "refused",
        SecretFaultKind.Unavailable => "unavailable",
        _ => "unreadable",
    };

    private static string ETag(KeptSecret secret) => $"\"{secret.Version}\"";

    private static readonly CallError Unknown = new(ErrorKind.NotFound, $"There is no secret of this name. GET {Path} lists them.");

    private static readonly CallError ChangedMeanwhile = new(ErrorKind.Conflict, "The secret was changed by somebody else in the same moment. Look at it again.");
}
