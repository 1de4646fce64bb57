using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.Anthropic;

/// <summary>Anthropic's addresses: <c>/v1/messages</c> and <c>/v1/messages/count_tokens</c>. <see cref="AnthropicModels"/> has the lists.</summary>
internal sealed class AnthropicResource(CallRunner calls)
{
    private readonly AnthropicProtocol _protocol = new();

    /// <summary>Maps them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var errors = AnthropicErrorFormat.Instance;
        routes.MapResource("/v1/messages", errors, ("POST", http => calls.RunAsync(http, _protocol, Capability.Chat), AnthropicOperations.Create));
        routes.MapResource("/v1/messages/count_tokens", errors, ("POST", http => calls.RunAsync(http, _protocol, Capability.CountTokens), AnthropicOperations.Count));
    }
}
