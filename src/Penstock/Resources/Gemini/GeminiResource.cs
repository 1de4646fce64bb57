using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Dialects.Gemini;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Pipeline.Policy;
using Penstock.Resources.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Gemini;

/// <summary>
/// Gemini's addresses, <c>/v1beta/models/{model_id}:generateContent</c> and its kin, and Vertex', where a project, a region and a publisher stand
/// in front. POST is at <c>/v1/models</c> too.
/// </summary>
internal sealed class GeminiResource(CallRunner calls, CatalogSource catalogue, Gate gate)
{
    private const string Models = "/v1beta/models";
    private const string InVertex = "/models/";

    private static readonly GeminiProtocol s_whole = new(streams: false);
    private static readonly GeminiProtocol s_events = new(streams: true);
    private static readonly GeminiProtocol s_array = new(streams: true, array: true);
    private static readonly string[] s_actions =
        [":" + GeminiDialect.Generate, ":" + GeminiDialect.StreamArray, ":" + GeminiDialect.CountTokens, ":" + GeminiDialect.Embed, ":" + GeminiDialect.BatchEmbed];

    private static readonly string[] s_inVertex = [.. s_actions, ":" + GeminiDialect.Predict];
    private static readonly CallError s_noSuchOperation = new(ErrorKind.NotFound, $"There is no such operation. A model has {string.Join(", ", s_actions)}.");

    /// <summary>Maps them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var errors = GeminiErrorFormat.Instance;
        routes.MapResource(Models, errors, ("GET", gate.Known(errors, ListAsync), GeminiOperations.List));

        // One address for all, since only the known ids tell where an id ends and an action begins.
        routes.Map(Models + "/{**rest}", DispatchAsync).WithMetadata(
            [new DescribedOperation(Models + "/{model_id}", "GET", errors, GeminiOperations.Read), .. GeminiOperations.Calls.Select(one => new DescribedOperation($"{Models}/{{model_id}}:{one.Action}", "POST", errors, one.Operation))]);
        foreach (var version in new[] { "/v1", "/v1beta1" })
        {
            var prefix = version + "/projects/";
            routes.Map(prefix + "{**rest}", http => DispatchVertexAsync(http, prefix)).WithMetadata(
                [.. GeminiOperations.Vertex(version).Select(one => new DescribedOperation($"{prefix}{{project}}/locations/{{location}}/publishers/{{publisher}}/models/{{model_id}}:{one.Action}", "POST", errors, one.Operation))]);
        }
    }

    /// <summary>Runs what is asked for at an address that others share; null when it is none of these.</summary>
    /// <param name="http">The request.</param>
    /// <param name="rest">What stands behind <c>/models/</c>.</param>
    public Task? TryRunAsync(HttpContext http, string rest)
    {
        var (id, action) = ModelAddress.Split(rest, catalogue.Current, s_actions);
        return action is null ? null : RunAsync(http, id, action);
    }

    private Task DispatchAsync(HttpContext http)
    {
        var rest = ModelAddress.Decode(http, Models + "/");
        if (TryRunAsync(http, rest) is { } running)
        {
            return running;
        }

        var verb = http.Request.Method;
        return HttpMethods.IsGet(verb) || HttpMethods.IsHead(verb)
            ? gate.Known(GeminiErrorFormat.Instance, (context, caller) => ReadAsync(context, caller, rest))(http)
            : RefuseAsync(http, HttpMethods.IsPost(verb) && rest.Contains(':') ? s_noSuchOperation : WrongVerb("GET", "HEAD"));
    }

    // projects/{project}/locations/{location}/publishers/{publisher}/models/{model}:{action}; project and location are the provider's affair.
    private Task DispatchVertexAsync(HttpContext http, string prefix)
    {
        var rest = ModelAddress.Decode(http, prefix);
        var at = rest.IndexOf(InVertex, StringComparison.Ordinal);
        var publisher = at < 0 ? "" : rest[(rest[..at].LastIndexOf('/') + 1)..at];
        if (at < 0 || !rest[..at].EndsWith("/publishers/" + publisher, StringComparison.Ordinal))
        {
            return RefuseAsync(http, s_noSuchOperation);
        }

        var (id, action) = ModelAddress.Split(rest[(at + InVertex.Length)..], catalogue.Current, s_inVertex);
        if (action is null)
        {
            return RefuseAsync(http, s_noSuchOperation);
        }

        // The same model may be known by its publisher's name in front: google/gemini-2.5-flash.
        var whole = $"{publisher}/{id}";
        return RunAsync(http, catalogue.Current.Find(id) is null && catalogue.Current.Find(whole) is not null ? whole : id, action);
    }

    private Task RunAsync(HttpContext http, string id, string action)
    {
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            return RefuseAsync(http, WrongVerb("POST"));
        }

        return action[1..] switch
        {
            GeminiDialect.Generate => calls.RunAsync(http, s_whole, Capability.Chat, id, operation: GeminiDialect.Generate),
            GeminiDialect.CountTokens => calls.RunAsync(http, s_whole, Capability.CountTokens, id, operation: GeminiDialect.CountTokens),
            GeminiDialect.Embed => calls.RunAsync(http, s_whole, Capability.Embeddings, id, operation: GeminiDialect.Embed),
            GeminiDialect.Predict => calls.RunAsync(http, VertexPredictProtocol.Instance, Capability.Embeddings, id, operation: GeminiDialect.Predict),
            GeminiDialect.BatchEmbed => calls.RunAsync(http, s_whole, Capability.Embeddings, id, operation: GeminiDialect.BatchEmbed),
            _ => http.Request.Query["alt"] == "sse"
                ? calls.RunAsync(http, s_events, Capability.Chat, id, operation: GeminiDialect.StreamEvents)
                : calls.RunAsync(http, s_array, Capability.Chat, id, operation: GeminiDialect.StreamArray),
        };
    }

    private Task ListAsync(HttpContext http, Caller caller) => JsonAnswer.WriteAsync(
        http, new GeminiModelList([.. catalogue.Current.VisibleTo(caller).Select(View)]), GeminiJson.Default.GeminiModelList, errors: GeminiErrorFormat.Instance);

    private Task ReadAsync(HttpContext http, Caller caller, string id)
    {
        var models = catalogue.Current;
        return models.Find(id, caller) is { } model
            ? JsonAnswer.WriteAsync(http, View(model), GeminiJson.Default.GeminiModel, errors: GeminiErrorFormat.Instance)
            : RefuseAsync(http, NameSuggestions.Missing(id, models, caller));
    }

    private Task RefuseAsync(HttpContext http, CallError error) => gate.RefuseAsync(http, GeminiErrorFormat.Instance, error);

    private static CallError WrongVerb(params string[] allow) => new(ErrorKind.MethodNotAllowed, $"This address takes {string.Join(", ", allow)}.") { Allow = allow };

    private static GeminiModel View(Model model)
    {
        List<string> methods = [];
        if (model.Can(Capability.Chat))
        {
            methods.AddRange([GeminiDialect.Generate, GeminiDialect.StreamArray, GeminiDialect.CountTokens]);
        }

        if (model.Can(Capability.Embeddings))
        {
            methods.AddRange([GeminiDialect.Embed, GeminiDialect.BatchEmbed]);
        }

        return new GeminiModel("models/" + model.Id, model.Id, model.Description, model.Version ?? "1", methods);
    }
}
