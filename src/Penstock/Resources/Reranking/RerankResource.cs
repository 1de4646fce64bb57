using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;
using Penstock.Resources.OpenAi;

namespace Penstock.Resources.Reranking;

/// <summary>The address <c>/v1/rerank</c>, as Jina, Voyage, vLLM and Together have it.</summary>
internal sealed class RerankResource(CallRunner calls)
{
    private readonly RerankProtocol _protocol = new();

    /// <summary>Maps it.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapResource(
        "/v1/rerank", OpenAiErrorFormat.Instance, ("POST", http => calls.RunAsync(http, _protocol, Capability.Rerank), RerankOperations.Rerank));
}
