using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Registry;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Management.Managed;

/// <summary>
/// Serves the things of one kind: make, list, read, replace, change, delete, compare versions, roll back. What a file declares is read-only.
/// Changes come one after the other, as one may depend on what another has made or deleted.
/// </summary>
internal sealed class ManagedResource(ManagedKind kind, Gate gate, ManagedTurns turns)
{
    private static readonly ErrorFormat Errors = ProblemFormat.Instance;

    /// <summary>What stands behind an id in addresses.</summary>
    public const string Versions = "/versions", Version = "/versions/{version}", RollBack = "/rollback";

    private readonly ManagedOperations _operations = new(kind);

    /// <summary>Maps the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        MapAll(routes);
        foreach (var address in Verbs.GroupBy(verb => verb.Action))
        {
            routes.MapResource(kind.Address + "/{id}" + address.Key, Errors, [.. address.Select(verb => (verb.Verb, verb.Handler, verb.Operation))]);
        }
    }

    /// <summary>Maps the address of all of them alone, where ids hold slashes and another resource tells where they end.</summary>
    public void MapAll(IEndpointRouteBuilder routes) => routes.MapResource(kind.Address, Errors,
        ("GET", gate.May(_operations.List, ListAsync), _operations.List),
        ("POST", gate.May(_operations.Create, CreateAsync), _operations.Create));

    /// <summary>What one thing's addresses take: handlers find its id, and the version's number, among the route's values.</summary>
    public IReadOnlyList<(string Action, string Verb, RequestDelegate Handler, OperationDescription Operation)> Verbs =>
    [
        ("", "GET", gate.May(_operations.Get, ReadAsync), _operations.Get),
        ("", "PUT", gate.May(_operations.Replace, (http, caller) => ChangeAsync(http, caller, static (_, body) => body)), _operations.Replace),
        ("", "PATCH", gate.May(_operations.Change, (http, caller) => ChangeAsync(http, caller, JsonChanges.Merge)), _operations.Change),
        ("", "DELETE", gate.May(_operations.Delete, DeleteAsync), _operations.Delete),
        (Versions, "GET", gate.May(_operations.Versions, VersionsAsync), _operations.Versions),
        (Version, "GET", gate.May(_operations.Version, VersionAsync), _operations.Version),
        (RollBack, "POST", gate.May(_operations.RollBack, RollBackAsync), _operations.RollBack),
    ];

    private Task ListAsync(HttpContext http, Caller caller)
    {
        var (query, error) = ManagedQuery.Read(kind, http.Request.Query);
        if (query is null)
        {
            return RefuseAsync(http, error!);
        }

        var (page, next) = query.Page(kind.All, item => MaySee(caller, item.Id, ManagedView.Body(item)));
        return AnswerAsync(http, new JsonObject { ["data"] = new JsonArray([.. page.Select(item => ManagedView.Of(kind, item))]), ["next_cursor"] = next });
    }

    private Task ReadAsync(HttpContext http, Caller caller) =>
        Find(http, caller) is { } item ? AnswerAsync(http, item) : UnknownAsync(http);

    private async Task CreateAsync(HttpContext http, Caller caller)
    {
        var (body, error) = await BodyAsync(http);
        if (body is null)
        {
            await RefuseAsync(http, error!);
            return;
        }

        var (id, mistake) = TakeId(body, null);
        id ??= kind.IdPrefix + "_" + KeyHasher.NewText();
        using var turn = await turns.TakeAsync(http.RequestAborted);
        if (mistake is null && kind.Find(id) is { } old)
        {
            // Who may not see it still hears that the id is taken: ids are one space for all.
            await RefuseAsync(http, new CallError(ErrorKind.Conflict, $"There is a {kind.Name} '{id}' already{(old.DeclaredAt is { } at ? $", declared at {at}" : "")}. Change it, or take another id.") { Param = "id" });
            return;
        }

        await SaveAsync(http, caller, id, null, body, mistake, StatusCodes.Status201Created);
    }

    private async Task ChangeAsync(HttpContext http, Caller caller, Func<JsonObject, JsonObject, JsonObject> change)
    {
        var (sent, error) = await BodyAsync(http);
        if (sent is null)
        {
            await RefuseAsync(http, error!);
            return;
        }

        using var turn = await turns.TakeAsync(http.RequestAborted);
        if (Find(http, caller) is not { } old)
        {
            await UnknownAsync(http);
            return;
        }

        var (_, mistake) = TakeId(sent, old.Id);
        if (ReadOnly(old) is { } refused)
        {
            await RefuseAsync(http, refused);
            return;
        }

        await SaveAsync(http, caller, old.Id, old, change(ManagedView.Body(old), sent), mistake, StatusCodes.Status200OK);
    }

    private async Task DeleteAsync(HttpContext http, Caller caller)
    {
        using var turn = await turns.TakeAsync(http.RequestAborted);
        if (Find(http, caller) is not { } old)
        {
            await UnknownAsync(http);
            return;
        }

        var before = ManagedView.Body(old);
        var (dry, error) = DryRun(http);
        error ??= ReadOnly(old) ?? Stale(http, old) ?? MayChange(caller, old.Id, before, null);
        if (error is null && kind.Shelf.UsedBy(old.Id) is { Count: > 0 } users)
        {
            error = new CallError(ErrorKind.Conflict, $"The {kind.Name} '{old.Id}' is in use by {Shown(users)}. Change or delete {(users.Count == 1 ? "that" : "those")} first.") { Code = "in_use" };
        }

        if (error is null && dry)
        {
            await AnswerAsync(http, ManagedView.DryRun(old.Id, before, null));
            return;
        }

        if (error is null && await kind.Shelf.DeleteAsync(old, Actors.Of(http, caller), http.RequestAborted))
        {
            await kind.Applied(http.RequestAborted);
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await RefuseAsync(http, caller, error ?? ChangedMeanwhile());
    }

    private async Task VersionsAsync(HttpContext http, Caller caller)
    {
        var query = new QueryReader(http.Request.Query);
        var (id, history) = await HistoryAsync(http, caller);
        await (query.Error is { } error ? RefuseAsync(http, error)
            : history.Count == 0 ? UnknownAsync(http)
            : AnswerAsync(http, new JsonObject { ["id"] = id, ["data"] = new JsonArray([.. history.Select(ManagedView.Of)]) }));
    }

    private async Task VersionAsync(HttpContext http, Caller caller)
    {
        var query = new QueryReader(http.Request.Query, "against");
        var against = query.Integer("against", 1, int.MaxValue);
        var (_, history) = await HistoryAsync(http, caller);
        if (query.Error is { } error)
        {
            await RefuseAsync(http, error);
            return;
        }

        if (Numbered(history, (string)http.Request.RouteValues["version"]!) is not { } version || (against is { } other && history.All(one => one.Version != other)))
        {
            await (history.Count == 0 ? UnknownAsync(http) : RefuseAsync(http, NoVersion(history)));
            return;
        }

        var view = ManagedView.Of(version);
        if (against is not null)
        {
            view["against"] = against;
            view["changes"] = JsonChanges.Between(Object(history.First(one => one.Version == against).Body), Object(version.Body));
        }

        await AnswerAsync(http, view);
    }

    private async Task RollBackAsync(HttpContext http, Caller caller)
    {
        var (body, error) = await ManagementBody.ReadAsync(http.Request, RollBackBody.Read);
        if (body is null)
        {
            await RefuseAsync(http, error!);
            return;
        }

        using var turn = await turns.TakeAsync(http.RequestAborted);
        var (id, history) = await HistoryAsync(http, caller);
        var old = kind.Find(id);
        error = old is null ? null : ReadOnly(old);
        var version = history.FirstOrDefault(one => one.Version == body.Version);
        error ??= history.Count == 0 ? Unknown(id) : version is null ? NoVersion(history) with { Param = "version" } : null;
        error ??= version!.Body is null ? new CallError(ErrorKind.Conflict, $"In version {version.Version} it was deleted. DELETE does that.") { Param = "version" } : null;
        if (error is not null)
        {
            await RefuseAsync(http, error);
            return;
        }

        await SaveAsync(http, caller, id, old, Object(version!.Body)!, null, StatusCodes.Status200OK);
    }

    // The one way in: what is wrong with it, whether the caller may, and then the store.
    private async Task SaveAsync(HttpContext http, Caller caller, string id, KeptItem? old, JsonObject body, InputMistake? mistake, int status)
    {
        var before = old is null ? null : ManagedView.Body(old);
        var (dry, error) = DryRun(http);
        error ??= old is null ? null : Stale(http, old);
        if (error is null)
        {
            var text = body.ToJsonString();
            InputMistake[] mistakes = [.. mistake is null ? (InputMistake[])[] : [mistake], .. kind.Shelf.Check(id, text), .. await kind.Verify(id, text)];
            error = mistakes.Length > 0
                ? new CallError(ErrorKind.InvalidInput, mistakes.Length == 1 ? $"The {kind.Name} is not right: {mistakes[0].Path}: {mistakes[0].Message}" : $"{mistakes.Length} things are wrong with the {kind.Name}.") { Mistakes = mistakes }
                : MayChange(caller, id, before, body);
            if (error is null && dry)
            {
                await AnswerAsync(http, ManagedView.DryRun(id, before, body));
                return;
            }

            if (error is null && await kind.Shelf.SaveAsync(id, text, old, Actors.Of(http, caller), http.RequestAborted) is { } saved)
            {
                await kind.Applied(http.RequestAborted);
                if (status == StatusCodes.Status201Created)
                {
                    http.Response.Headers.Location = $"{kind.Address}/{Uri.EscapeDataString(id)}";
                }

                await AnswerAsync(http, saved, status);
                return;
            }
        }

        await RefuseAsync(http, caller, error ?? ChangedMeanwhile());
    }

    private async Task<(JsonObject? Body, CallError? Error)> BodyAsync(HttpContext http)
    {
        var (body, error) = await ManagementBody.ReadAsync(http.Request, static element => ((JsonObject?)JsonObject.Create(element.Clone()), (CallError?)null));
        foreach (var added in ManagedView.Added)
        {
            body?.Remove(added);
        }

        // What was read lazily could not be read later: the mistakes of members below show now.
        return body is null ? (null, error) : ((JsonObject)body.DeepClone(), null);
    }

    private (string? Id, InputMistake? Mistake) TakeId(JsonObject body, string? known)
    {
        if (!body.TryGetPropertyValue("id", out var node))
        {
            return (known, null);
        }

        body.Remove("id");
        if (node is null)
        {
            return (known, null);
        }

        var id = node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;
        if (known is not null)
        {
            return (known, id == known ? null : new InputMistake("id", "immutable", $"The id is '{known}' and cannot be changed. Make another {kind.Name}, and delete this one."));
        }

        return id is not null && kind.Id.IsMatch(id)
            ? (id, null)
            : (null, new InputMistake("id", "string_pattern_mismatch", $"It must be a text that fits {kind.Id}; leave it out to be given one.", node.ToJsonString()));
    }

    private KeptItem? Find(HttpContext http, Caller caller) =>
        kind.Find(IdOf(http)) is { } item && MaySee(caller, item.Id, ManagedView.Body(item)) ? item : null;

    // Routing leaves an encoded slash as it is.
    private static string IdOf(HttpContext http) => ((string)http.Request.RouteValues["id"]!).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private async Task<(string Id, IReadOnlyList<KeptVersion> History)> HistoryAsync(HttpContext http, Caller caller)
    {
        var id = IdOf(http);
        var history = await kind.Shelf.HistoryAsync(id, http.RequestAborted);
        var last = kind.Shelf.Items.TryGetValue(id, out var item) ? item.Body : history.FirstOrDefault(version => version.Body is not null)?.Body;
        return last is not null && MaySee(caller, id, Object(last)!) ? (id, history) : (id, []);
    }

    private bool MaySee(Caller caller, string id, JsonObject body) =>
        caller.May(kind.Read) || (kind.Teams is { } teams && teams(id, body).Any(team => caller.MayIn(kind.Read, team)));

    private CallError? MayChange(Caller caller, string id, JsonObject? before, JsonObject? after)
    {
        foreach (var body in (ReadOnlySpan<JsonObject?>)[before, after])
        {
            if (body is not null && !caller.May(kind.Write) && (kind.Teams is null || kind.Teams(id, body) is not { Count: > 0 } teams || !teams.All(team => caller.MayIn(kind.Write, team))))
            {
                return Gate.Refusal(kind.Write);
            }
        }

        return kind.Forbid(caller, id, before, after);
    }

    private CallError? ReadOnly(KeptItem item) => item.DeclaredAt is { } at
        ? new CallError(ErrorKind.Conflict, item.ChangedBy == "file"
            ? $"The {kind.Name} '{item.Id}' is declared at {at}, which makes it read-only here. Change it there; the file is read again when it changes."
            : item.ChangedBy == "penstock" ? $"The {kind.Name} '{item.Id}' is built in and cannot be changed. Make one of your own."
            : $"The {kind.Name} '{item.Id}' comes from elsewhere ({at}) and cannot be changed here.") { Code = "declared_by_file" }
        : null;

    private CallError? Stale(HttpContext http, KeptItem item) => EntityTags.AreStale(http.Request, ETag(item))
        ? new CallError(ErrorKind.PreconditionFailed, $"The {kind.Name} was changed since it was read (If-Match). Read it again.")
        : null;

    private static (bool Dry, CallError? Error) DryRun(HttpContext http)
    {
        var query = new QueryReader(http.Request.Query, "dry_run");
        return (query.OneOf("dry_run", ["true", "false"]) == "true", query.Error);
    }

    private static KeptVersion? Numbered(IReadOnlyList<KeptVersion> history, string text) =>
        long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? history.FirstOrDefault(one => one.Version == number) : null;

    private CallError NoVersion(IReadOnlyList<KeptVersion> history) =>
        new(ErrorKind.NotFound, $"The {kind.Name} has no such version: it has those from {history[^1].Version} to {history[0].Version}.");

    private CallError ChangedMeanwhile() => new(ErrorKind.Conflict, $"The {kind.Name} was changed by somebody else in the same moment. Read it again.");

    private CallError Unknown(string id) => new(ErrorKind.NotFound, $"There is no {kind.Name} '{id}' that you may see. GET {kind.Address} lists them.");

    private Task UnknownAsync(HttpContext http) => RefuseAsync(http, Unknown(IdOf(http)));

    // What somebody may not do to this one thing is in the audit trail, as what they may not do at all is.
    private Task RefuseAsync(HttpContext http, Caller caller, CallError error) => error.Kind == ErrorKind.PermissionDenied
        ? gate.DenyAsync(http, Errors, caller, $"{kind.Shelf.Kind}.{http.Request.Method.ToLowerInvariant()}", kind.Write.Name(), error)
        : RefuseAsync(http, error);

    private Task RefuseAsync(HttpContext http, CallError error) => gate.RefuseAsync(http, Errors, error);

    private Task AnswerAsync(HttpContext http, KeptItem item, int status = StatusCodes.Status200OK)
    {
        http.Response.Headers.ETag = ETag(item);
        return AnswerAsync(http, ManagedView.Of(kind, item), status);
    }

    private static Task AnswerAsync(HttpContext http, JsonObject body, int status = StatusCodes.Status200OK) =>
        JsonAnswer.WriteAsync(http, body, ManagementJson.Default.JsonObject, status);

    private static string ETag(KeptItem item) => item.DeclaredAt is null ? $"\"{item.Version}\"" : "\"file\"";

    private static JsonObject? Object(string? body) => body is null ? null : JsonNode.Parse(body)!.AsObject();

    private static string Shown(IReadOnlyList<string> users) =>
        string.Join(", ", users.Take(10)) + (users.Count > 10 ? $" and {users.Count - 10} more" : "");
}
