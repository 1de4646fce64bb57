using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.Cohere;

/// <summary>Cohere's addresses, version 2, under a prefix of their own, since <c>/v2</c> is the Open Inference Protocol's: an SDK's base address is <c>…/cohere</c>.</summary>
internal sealed class CohereResource(CallRunner calls)
{
    private readonly CohereProtocol _protocol = new();

    /// <summary>Maps them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var errors = CohereErrorFormat.Instance;
        routes.MapResource("/cohere/v2/chat", errors, ("POST", http => calls.RunAsync(http, _protocol, Capability.Chat), CohereOperations.Chat));
        routes.MapResource("/cohere/v2/embed", errors, ("POST", http => calls.RunAsync(http, _protocol, Capability.Embeddings), CohereOperations.Embed));
        routes.MapResource("/cohere/v2/rerank", errors, ("POST", http => calls.RunAsync(http, _protocol, Capability.Rerank), CohereOperations.Rerank));
    }
}
