using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Calls;

namespace Penstock.Resources;

/// <summary>Maps an address with its verbs; every other verb gets 405 with <c>Allow</c>, in the address's error format.</summary>
internal static class ResourceRoutes
{
    /// <summary>Maps the verbs of an address; GET serves HEAD too.</summary>
    public static void MapResource(this IEndpointRouteBuilder routes, string pattern, ErrorFormat errors, params (string Verb, RequestDelegate Handler)[] verbs)
    {
        string[] allow = [.. verbs.SelectMany(verb => verb.Verb == "GET" ? new[] { "GET", "HEAD" } : [verb.Verb])];
        foreach (var (verb, handler) in verbs)
        {
            routes.MapMethods(pattern, verb == "GET" ? ["GET", "HEAD"] : [verb], handler);
        }

        var ids = routes.ServiceProvider.GetService(typeof(CallIds)) as CallIds ?? throw new InvalidOperationException("AddPenstock was not called.");
        var refusal = new CallError(ErrorKind.MethodNotAllowed, $"This address takes {string.Join(", ", allow)}.") { Allow = allow };
        routes.Map(pattern, http => ErrorAnswer.WriteAsync(http, errors, refusal, ids.Next()));
    }
}
