using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Penstock.Resources.Observability;

/// <summary><c>/metrics</c>, for Prometheus, which needs a permission: labels name models and providers.</summary>
/// <param name="gate">Who may.</param>
/// <param name="contentType">The media type of what <paramref name="write"/> writes.</param>
/// <param name="write">Writes all metrics.</param>
internal sealed class MetricsResource(Gate gate, string contentType, Func<PipeWriter, CancellationToken, ValueTask> write)
{
    /// <summary>Maps the address.</summary>
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapResource("/metrics", ProblemFormat.Instance, ("GET", gate.May(ObservabilityOperations.Metrics, (http, _) => WriteAsync(http)), ObservabilityOperations.Metrics));

    private async Task WriteAsync(HttpContext http)
    {
        http.Response.ContentType = contentType;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await write(http.Response.BodyWriter, http.RequestAborted);
        }
    }
}
