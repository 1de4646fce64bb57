using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Pipeline.Authenticate;
using Penstock.Registry;
using Penstock.Resources;
using Penstock.Resources.Management.Requests;

namespace Penstock.Config.Governance;

/// <summary>Requests for access to models and for hosting of one's own, and what an approval of each does.</summary>
internal sealed class RequestKinds(GovernedKinds kinds, IRegistryStore store, TimeProvider time, KeyRegistry keys, CatalogSource catalogue, CatalogRefresh refresh)
{
    private readonly Shelf<JsonObject> _access = New("access_request", store, time);
    private readonly Shelf<JsonObject> _hosting = New("hosting_request", store, time);

    /// <summary>The kinds.</summary>
    public IReadOnlyList<RequestKind> All => [Access, Hosting];

    /// <summary>Takes what the database has.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        var kept = (await store.LoadAsync(ct)).ToLookup(entry => entry.Kind, entry => entry.Item);
        foreach (var shelf in (Shelf[])[_access, _hosting])
        {
            shelf.Load(kept[shelf.Kind]);
        }
    }

    private RequestKind Access => new()
    {
        Name = "access request",
        Path = "access-requests",
        What = "Asks that a key may call a model that its `allowed_models` does not have. An approval adds the model to that key; policies still hold.",
        Shelf = _access,
        Members = [("model", "The model."), ("reason", "What for."), ("key", "The id of the key, one of one's own. Left out: the key that asks.")],
        Example = """{"model":"guide","reason":"To answer questions in the shop"}""",
        Complete = Key,
        GrantAsync = GrantAccessAsync,
    };

    private RequestKind Hosting => new()
    {
        Name = "hosting request",
        Path = "hosting-requests",
        What = "Asks for dedicated hosting of a model: throughput of its own, in a region, for a time. Who approves it may give the target, which is then added to the model.",
        Shelf = _hosting,
        Members =
        [
            ("model", "The model."), ("reason", "What for."), ("throughput", "How much it must do, in words: `200 requests a minute`."), ("region", "Where it must run."),
            ("from", "Since when: a date."), ("until", "Until when: a date."),
        ],
        Example = """{"model":"guide","reason":"The sale in December","throughput":"200 requests a minute","region":"eu-west","from":"2026-12-01","until":"2026-12-31"}""",
        Given = ("target", "A target, as in the model's `targets`, that is added to the model. It takes `models:write`. Left out: somebody does it elsewhere."),
        GrantAsync = GrantHostingAsync,
    };

    private CallError? Key(Caller caller, JsonObject request)
    {
        var id = (string?)request["key"] ?? caller.Key.Id;
        var own = caller.Principal is null ? caller.Key.Id == id : keys.Find(id)?.Owner?.Id == caller.Principal.Id;
        if (caller.Key.IsAdmin && !request.ContainsKey("key"))
        {
            return null;
        }

        request["key"] = id;
        return own && keys.Find(id) is not null ? null : new CallError(ErrorKind.InvalidInput, "'key': Name a key of your own.")
        {
            Mistakes = [new InputMistake("key", "not_found", "Name a key of your own: GET /api/v1/keys lists them.")],
        };
    }

    private async Task<(string?, CallError?)> GrantAccessAsync(HttpContext http, Caller caller, JsonObject request, JsonObject decision)
    {
        var model = (string)request["model"]!;
        if (catalogue.Current.Find(model) is null)
        {
            return (null, new CallError(ErrorKind.Conflict, $"There is no model '{ModelName.Shown(model)}'. Make it first, or refuse the request."));
        }

        if ((string?)request["key"] is not { } id)
        {
            return ("nothing: the key that asked may call every model", null);
        }

        if (keys.Find(id) is not { RevokedAt: null } key)
        {
            return (null, new CallError(ErrorKind.Conflict, $"The key '{id}' was revoked. Refuse the request."));
        }

        if (key.AllowedModels is not { } allowed || Applies.Named(allowed, model))
        {
            return ($"nothing: the key '{id}' has the model already", null);
        }

        return await keys.ChangeAsync(key, old => old with { AllowedModels = [.. old.AllowedModels ?? [], model] }, Actors.Of(http, caller), http.RequestAborted) is null
            ? (null, new CallError(ErrorKind.Conflict, "The key was changed by somebody else in the same moment. Try again."))
            : ($"the key '{id}' may call '{model}'", null);
    }

    private async Task<(string?, CallError?)> GrantHostingAsync(HttpContext http, Caller caller, JsonObject request, JsonObject decision)
    {
        if (decision["target"] is not JsonObject target)
        {
            return (null, null);
        }

        var id = (string)request["model"]!;
        if (!caller.May(Permission.ModelsWrite))
        {
            return (null, Gate.Refusal(Permission.ModelsWrite));
        }

        if (!kinds.Models.Shelf.Items.TryGetValue(id, out var item) || item.DeclaredAt is not null)
        {
            return (null, new CallError(ErrorKind.Conflict, $"The model '{ModelName.Shown(id)}' is not declared here, so no target can be added to it here. Approve without one."));
        }

        var body = JsonNode.Parse(item.Body)!.AsObject();
        (body["targets"] as JsonArray)?.Add(target.DeepClone());
        var text = body.ToJsonString();
        if (kinds.Models.Shelf.Check(id, text) is { Count: > 0 } mistakes)
        {
            return (null, new CallError(ErrorKind.InvalidInput, $"The target is not right: {mistakes[0].Path}: {mistakes[0].Message}") { Mistakes = mistakes });
        }

        if (await kinds.Models.Shelf.SaveAsync(id, text, item, Actors.Of(http, caller), http.RequestAborted) is null)
        {
            return (null, new CallError(ErrorKind.Conflict, "The model was changed by somebody else in the same moment. Try again."));
        }

        await refresh.RunAsync(http.RequestAborted);
        return ($"a target of the model '{id}' at '{target["provider"]}'", null);
    }

    private static Shelf<JsonObject> New(string kind, IRegistryStore store, TimeProvider time) => new(kind, static (_, body) => (JsonNode.Parse(body)!.AsObject(), []), store, time);
}
