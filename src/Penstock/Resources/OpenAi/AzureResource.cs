using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;
using Penstock.Resources.Responses;

namespace Penstock.Resources.OpenAi;

/// <summary>
/// Azure OpenAI's addresses: <c>/openai/deployments/{deployment}/…</c>, where the deployment is the model, and <c>/openai/v1/…</c>.
/// <c>api-version</c> is taken and ignored.
/// </summary>
internal sealed class AzureResource(CallRunner calls, MediaResource media, ResponsesResource responses, Gate gate)
{
    private const string Deployments = "/openai/deployments/";
    private const string Newer = "/openai/v1/";

    private static readonly (string Operation, Capability Capability)[] Texts =
        [("chat/completions", Capability.Chat), ("completions", Capability.Completions), ("embeddings", Capability.Embeddings)];

    private static readonly CallError Unknown = new(ErrorKind.NotFound, "There is nothing at this address. GET /docs lists the addresses.");
    private readonly OpenAiProtocol _protocol = new();

    /// <summary>Maps them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapResource(Deployments + "{**call}", OpenAiErrorFormat.Instance, ("POST", RunDeployment, MediaOperations.Deployments));
        routes.MapResource(Newer + "{**call}", OpenAiErrorFormat.Instance, ("POST", RunNewer, MediaOperations.Newer));
    }

    // The longest operation first: a deployment's name may hold slashes, and `completions` ends `chat/completions`.
    private Task RunDeployment(HttpContext http)
    {
        var rest = ModelAddress.Decode(http, Deployments);
        foreach (var operation in Texts.Select(text => text.Operation).Concat(MediaResource.Operations.Keys).OrderByDescending(operation => operation.Length))
        {
            if (rest.Length > operation.Length + 1 && rest.EndsWith("/" + operation, StringComparison.Ordinal))
            {
                return RunAsync(http, operation, rest[..^(operation.Length + 1)]);
            }
        }

        return gate.RefuseAsync(http, OpenAiErrorFormat.Instance, Unknown);
    }

    private Task RunNewer(HttpContext http)
    {
        var operation = ModelAddress.Decode(http, Newer);
        return operation == "responses" ? responses.Create(http) : RunAsync(http, operation, null);
    }

    private Task RunAsync(HttpContext http, string operation, string? model)
    {
        if (MediaResource.Operations.ContainsKey(operation))
        {
            return media.RunAsync(http, operation, model);
        }

        foreach (var (text, capability) in Texts)
        {
            if (text == operation)
            {
                return calls.RunAsync(http, _protocol, capability, model);
            }
        }

        return gate.RefuseAsync(http, OpenAiErrorFormat.Instance, Unknown);
    }
}
