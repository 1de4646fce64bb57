using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Dialects.Bedrock;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Resources.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Bedrock;

/// <summary>
/// The addresses of Bedrock's runtime: <c>/model/{model_id}/converse</c>, <c>/converse-stream</c>, <c>/invoke</c> and <c>/invoke-with-response-stream</c>.
/// </summary>
internal sealed class BedrockResource(CallRunner calls, CatalogSource catalogue, Gate gate)
{
    private const string Prefix = "/model/";
    private const string Converse = "/converse", ConverseStream = "/converse-stream", Invoke = "/invoke", InvokeStream = "/invoke-with-response-stream";

    private static readonly CallError s_signed = new(
        ErrorKind.PermissionDenied,
        "This server does not check AWS signatures. Send its key as a bearer token: set AWS_BEARER_TOKEN_BEDROCK to the key, or give the client 'token' and the auth scheme 'httpBearerAuth'.");

    private static readonly CallError s_wrongVerb = new(ErrorKind.MethodNotAllowed, "This address takes POST.") { Allow = ["POST"] };
    private static readonly CallError s_noSuchOperation = new(
        ErrorKind.NotFound, "There is no such operation. A model has /converse, /converse-stream, /invoke and /invoke-with-response-stream.");

    private readonly BedrockProtocol _converse = new(streams: false, native: false);
    private readonly BedrockProtocol _converseStream = new(streams: true, native: false);
    private readonly BedrockProtocol _invoke = new(streams: false, native: true);
    private readonly BedrockProtocol _invokeStream = new(streams: true, native: true);

    /// <summary>Maps them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var errors = BedrockErrorFormat.Instance;

        // One address for all, since only the known ids tell where an id ends and an operation begins.
        routes.Map(Prefix + "{**rest}", DispatchAsync).WithMetadata(
            new DescribedOperation(Prefix + "{model_id}" + Converse, "POST", errors, BedrockOperations.Converse),
            new DescribedOperation(Prefix + "{model_id}" + ConverseStream, "POST", errors, BedrockOperations.ConverseStream),
            new DescribedOperation(Prefix + "{model_id}" + Invoke, "POST", errors, BedrockOperations.Invoke),
            new DescribedOperation(Prefix + "{model_id}" + InvokeStream, "POST", errors, BedrockOperations.InvokeStream));
    }

    private Task DispatchAsync(HttpContext http)
    {
        var (id, action) = ModelAddress.Split(ModelAddress.Decode(http, Prefix), catalogue.Current, ConverseStream, Converse, InvokeStream, Invoke);
        if (action is null)
        {
            return gate.RefuseAsync(http, BedrockErrorFormat.Instance, s_noSuchOperation);
        }

        if (!HttpMethods.IsPost(http.Request.Method))
        {
            return gate.RefuseAsync(http, BedrockErrorFormat.Instance, s_wrongVerb);
        }

        // SigV4's secret is never sent, so nobody but AWS, who has it, can check the signature.
        if (http.Request.Headers.Authorization.ToString().StartsWith("AWS4-", StringComparison.Ordinal))
        {
            return gate.RefuseAsync(http, BedrockErrorFormat.Instance, s_signed);
        }

        return action switch
        {
            Converse => calls.RunAsync(http, _converse, Capability.Chat, id, operation: BedrockDialect.Converse),
            ConverseStream => calls.RunAsync(http, _converseStream, Capability.Chat, id, operation: BedrockDialect.Converse),
            Invoke => calls.RunAsync(http, _invoke, Native(id), id, operation: BedrockDialect.Invoke),
            _ => calls.RunAsync(http, _invokeStream, Native(id), id, operation: BedrockDialect.Invoke),
        };
    }

    // What a native body asks for is known by the model alone.
    private Capability Native(string id) =>
        catalogue.Current.Find(id) is { } model && (!model.Can(Capability.Chat) || model.Targets.Any(target => ModelFamily.Embeds(target.UpstreamModel)))
            ? Capability.Embeddings
            : Capability.Chat;
}
