using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Pipeline.Policy;
using Penstock.Resources.Anthropic;
using Penstock.Resources.Calls;

namespace Penstock.Resources.OpenAi;

/// <summary>OpenAI's addresses: <c>/v1/chat/completions</c>, <c>/v1/completions</c>, <c>/v1/embeddings</c>, <c>/v1/models</c>.</summary>
internal sealed class OpenAiResource(CallRunner calls, CatalogSource catalogue, Gate gate, AnthropicModels anthropic)
{
    private readonly OpenAiProtocol _protocol = new();

    /// <summary>Maps them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var errors = OpenAiErrorFormat.Instance;
        routes.MapResource("/v1/chat/completions", errors, ("POST", http => calls.RunAsync(http, _protocol, Capability.Chat), OpenAiOperations.Chat));
        routes.MapResource("/v1/completions", errors, ("POST", http => calls.RunAsync(http, _protocol, Capability.Completions), OpenAiOperations.Completions));
        routes.MapResource("/v1/embeddings", errors, ("POST", http => calls.RunAsync(http, _protocol, Capability.Embeddings), OpenAiOperations.Embeddings));
        routes.MapResource("/v1/models", errors, ("GET", anthropic.OrList(gate.Known(errors, ListAsync)), OpenAiOperations.List));
        routes.MapResource("/v1/models/{**model}", errors, ("GET", anthropic.OrRead(gate.Known(errors, ReadAsync)), OpenAiOperations.Read));
    }

    private Task ListAsync(HttpContext http, Caller caller)
    {
        var models = catalogue.Current.VisibleTo(caller).Select(View).ToArray();
        return JsonAnswer.WriteAsync(http, new OpenAiModelList("list", models), OpenAiJson.Default.OpenAiModelList, errors: OpenAiErrorFormat.Instance);
    }

    private Task ReadAsync(HttpContext http, Caller caller)
    {
        var models = catalogue.Current;
        var id = ModelAddress.Decode(http, "/v1/models/");
        return models.Find(id, caller) is { } model
            ? JsonAnswer.WriteAsync(http, View(model), OpenAiJson.Default.OpenAiModel, errors: OpenAiErrorFormat.Instance)
            : gate.RefuseAsync(http, OpenAiErrorFormat.Instance, NameSuggestions.Missing(id, models, caller));
    }

    private static OpenAiModel View(Model model) => new(model.Id, "model", model.Created, model.Owner ?? model.Targets[0].Provider);
}
