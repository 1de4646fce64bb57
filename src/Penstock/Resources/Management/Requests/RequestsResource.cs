using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Registry;
using Penstock.Resources.Management.Managed;

namespace Penstock.Resources.Management.Requests;

/// <summary>
/// Requests of one kind: asked by those who may, decided by those who may, never by who asked. Question and decision are versions of one kept thing, each with its entry
/// in the audit trail.
/// </summary>
internal sealed class RequestsResource(RequestKind kind, Gate gate, ManagedTurns turns, TimeProvider time)
{
    private const int Longest = 2000;
    private static readonly ErrorFormat Errors = ProblemFormat.Instance;

    /// <summary>Maps the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapResource(kind.Address, Errors, ("GET", gate.May(kind.List, ListAsync), kind.List), ("POST", gate.May(kind.Create, CreateAsync), kind.Create));
        routes.MapResource(kind.Address + "/{id}", Errors, ("GET", gate.May(kind.Read, ReadAsync), kind.Read));
        routes.MapResource(kind.Address + "/{id}/approve", Errors, ("POST", gate.May(kind.Approve, (http, caller) => DecideAsync(http, caller, approve: true)), kind.Approve));
        routes.MapResource(kind.Address + "/{id}/refuse", Errors, ("POST", gate.May(kind.Refuse, (http, caller) => DecideAsync(http, caller, approve: false)), kind.Refuse));
    }

    private Task ListAsync(HttpContext http, Caller caller)
    {
        var query = new QueryReader(http.Request.Query, "state");
        var state = query.OneOf("state", ["pending", "approved", "refused"]);
        if (query.Error is { } error)
        {
            return RefuseAsync(http, error);
        }

        var seen = kind.Shelf.Items.Values.Where(item => MaySee(http, caller, item)).OrderByDescending(item => item.CreatedAt).ThenBy(item => item.Id, StringComparer.Ordinal)
            .Select(View).Where(view => state is null || (string?)view["state"] == state);
        return AnswerAsync(http, new JsonObject { ["data"] = new JsonArray([.. seen]) });
    }

    private Task ReadAsync(HttpContext http, Caller caller) => Find(http, caller) is { } item ? AnswerAsync(http, View(item)) : UnknownAsync(http);

    private async Task CreateAsync(HttpContext http, Caller caller)
    {
        var (request, error) = await ManagementBody.ReadAsync(http.Request, body => Read(body, kind.Members.Select(member => member.Name), null, "model", "reason"));
        error ??= kind.Complete(caller, request!);
        if (error is not null)
        {
            await RefuseAsync(http, error);
            return;
        }

        var by = Actors.Of(http, caller);
        request!["by"] = by.Id;
        request["state"] = "pending";
        request["asked_at"] = Now();
        var saved = await kind.Shelf.SaveAsync("req_" + KeyHasher.NewText(), request.ToJsonString(), null, by, http.RequestAborted);
        http.Response.Headers.Location = $"{kind.Address}/{saved!.Id}";
        await AnswerAsync(http, View(saved), StatusCodes.Status201Created);
    }

    private async Task DecideAsync(HttpContext http, Caller caller, bool approve)
    {
        var (decision, error) = await ManagementBody.ReadAsync(http.Request, body => approve
            ? Read(body, ["note"], kind.Given?.Name)
            : Read(body, ["reason"], null, "reason"));
        if (decision is null)
        {
            await RefuseAsync(http, error!);
            return;
        }

        using var turn = await turns.TakeAsync(http.RequestAborted);
        if (Find(http, caller) is not { } item)
        {
            await UnknownAsync(http);
            return;
        }

        var (request, by) = (Body(item), Actors.Of(http, caller));
        if ((string?)request["by"] == by.Id)
        {
            var own = new CallError(ErrorKind.PermissionDenied, "This request is your own. Somebody else decides it.") { Code = "own_request" };
            await gate.DenyAsync(http, Errors, caller, (approve ? kind.Approve : kind.Refuse).Id, Permission.RequestsDecide.Name(), own);
            return;
        }

        error = (string?)request["state"] is "pending" ? null : new CallError(ErrorKind.Conflict, $"The request was {request["state"]} by {request["decided_by"]}. Make a new one.");
        string? granted = null;
        if (error is null && approve)
        {
            (granted, error) = await kind.GrantAsync(http, caller, request, decision);
        }

        if (error is not null)
        {
            await RefuseAsync(http, error);
            return;
        }

        request["state"] = approve ? "approved" : "refused";
        request["decided_by"] = by.Id;
        request["decided_at"] = Now();
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)[("note", (string?)decision["note"] ?? (string?)decision["reason"]), ("granted", granted)])
        {
            if (value is not null)
            {
                request[name] = value;
            }
        }

        await (await kind.Shelf.SaveAsync(item.Id, request.ToJsonString(), item, by, http.RequestAborted) is { } saved
            ? AnswerAsync(http, View(saved))
            : RefuseAsync(http, new CallError(ErrorKind.Conflict, "Somebody else decided the request in the same moment. Read it again.")));
    }

    // Texts, and at most one object; every mistake at once.
    private static (JsonObject? Body, CallError? Error) Read(JsonElement body, IEnumerable<string> texts, string? thing, params string[] required)
    {
        var known = texts.ToArray();
        var members = new MemberReader(body);
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name == thing ? member.Value.ValueKind != JsonValueKind.Object : known.Contains(member.Name) && (member.Value.ValueKind != JsonValueKind.String || member.Value.GetString() is not { Length: > 0 and <= Longest }))
            {
                members.Refuse(member.Name, "type", member.Name == thing ? "It must be an object." : $"It must be a text of 1 to {Longest} characters.");
            }
            else if (member.Name != thing && !known.Contains(member.Name))
            {
                members.Refuse(member.Name, "extra_forbidden", $"There is no such member. Known are: {string.Join(", ", thing is null ? known : [.. known, thing])}.");
            }
        }

        foreach (var name in required.Where(name => !members.Has(name, out _)))
        {
            members.Refuse(name, "missing", "It is required.");
        }

        return members.FirstError is { } error ? (null, error) : ((JsonObject)JsonObject.Create(body.Clone())!.DeepClone(), null);
    }

    private bool MaySee(HttpContext http, Caller caller, KeptItem item) => caller.May(Permission.RequestsDecide) || (string?)Body(item)["by"] == Actors.Of(http, caller).Id;

    private KeptItem? Find(HttpContext http, Caller caller) =>
        kind.Shelf.Items.TryGetValue((string)http.Request.RouteValues["id"]!, out var item) && MaySee(http, caller, item) ? item : null;

    private static JsonObject Body(KeptItem item) => JsonNode.Parse(item.Body)!.AsObject();

    private static JsonObject View(KeptItem item)
    {
        var view = new JsonObject { ["id"] = item.Id };
        foreach (var (name, value) in Body(item))
        {
            view[name] = value?.DeepClone();
        }

        return view;
    }

    private string Now() => time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private Task UnknownAsync(HttpContext http) => RefuseAsync(http, new CallError(ErrorKind.NotFound, $"There is no such {kind.Name} that you may see. GET {kind.Address} lists them."));

    private Task RefuseAsync(HttpContext http, CallError error) => gate.RefuseAsync(http, Errors, error);

    private static Task AnswerAsync(HttpContext http, JsonObject body, int status = StatusCodes.Status200OK) => JsonAnswer.WriteAsync(http, body, ManagementJson.Default.JsonObject, status);
}
