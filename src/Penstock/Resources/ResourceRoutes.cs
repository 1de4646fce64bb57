using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources;

/// <summary>Maps an address with its verbs; every other verb gets 405 with <c>Allow</c>, in the address's error format.</summary>
internal static class ResourceRoutes
{
    /// <summary>Maps the verbs of an address, each with what the OpenAPI document says of it; GET serves HEAD too.</summary>
    public static void MapResource(
        this IEndpointRouteBuilder routes,
        string pattern,
        ErrorFormat errors,
        params (string Verb, RequestDelegate Handler, OperationDescription Description)[] verbs)
    {
        string[] allow = [.. verbs.SelectMany(verb => verb.Verb == "GET" ? new[] { "GET", "HEAD" } : [verb.Verb])];
        foreach (var (verb, handler, description) in verbs)
        {
            routes.MapMethods(pattern, verb == "GET" ? ["GET", "HEAD"] : [verb], handler)
                .WithMetadata(new DescribedOperation(DescribedOperation.PathOf(pattern), verb, errors, description));
        }

        var ids = routes.ServiceProvider.GetService(typeof(CallIds)) as CallIds ?? throw new InvalidOperationException("AddPenstock was not called.");
        var refusal = new CallError(ErrorKind.MethodNotAllowed, $"This address takes {string.Join(", ", allow)}.") { Allow = allow };
        routes.Map(pattern, http => ErrorAnswer.WriteAsync(http, errors, refusal, ids.Next()));
    }
}
