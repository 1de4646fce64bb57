using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.OpenAi;

/// <summary>OpenAI's <c>/v1/moderations</c>, <c>/v1/images/…</c> and <c>/v1/audio/…</c>: passed through to providers that speak them.</summary>
internal sealed class MediaResource(CallRunner calls)
{
    private static readonly MediaProtocol Protocol = new();

    /// <summary>The operations below the version, each with what is asked of the model.</summary>
    public static IReadOnlyDictionary<string, Capability> Operations { get; } = new Dictionary<string, Capability>(StringComparer.Ordinal)
    {
        ["moderations"] = Capability.Moderations,
        ["images/generations"] = Capability.Images,
        ["images/edits"] = Capability.Images,
        ["images/variations"] = Capability.Images,
        ["audio/speech"] = Capability.Speech,
        ["audio/transcriptions"] = Capability.Transcriptions,
        ["audio/translations"] = Capability.Transcriptions,
    };

    /// <summary>Maps them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (operation, capability) in Operations)
        {
            routes.MapResource("/v1/" + operation, OpenAiErrorFormat.Instance,
                ("POST", http => RunAsync(http, operation, null), MediaOperations.Of(operation, capability)));
        }
    }

    /// <summary>Runs one.</summary>
    /// <param name="http">The request.</param>
    /// <param name="operation">Which.</param>
    /// <param name="model">The model, where the address names it.</param>
    public Task RunAsync(HttpContext http, string operation, string? model) => calls.RunAsync(http, Protocol, Operations[operation], model, operation: operation);
}
