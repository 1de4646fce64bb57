using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Health;

/// <summary><c>/livez</c>, <c>/readyz</c> and <c>/info</c>: open to everybody, and saying nothing that is not.</summary>
internal sealed class HealthResource(ServerState state, Gate gate)
{
    private static readonly string Version = typeof(HealthResource).Assembly.GetName().Version!.ToString(3);

    /// <summary>Maps the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var errors = ProblemFormat.Instance;
        routes.MapResource("/livez", errors, ("GET", http => JsonAnswer.WriteAsync(http, new HealthView("live"), HealthJson.Default.HealthView), HealthOperations.Live));
        routes.MapResource("/readyz", errors, ("GET", ReadyAsync, HealthOperations.Ready));
        routes.MapResource("/info", errors, ("GET", http => JsonAnswer.WriteAsync(http, Info(), HealthJson.Default.InfoView), HealthOperations.Info));
    }

    private Task ReadyAsync(HttpContext http) => state.Ready
        ? JsonAnswer.WriteAsync(http, new HealthView("ready"), HealthJson.Default.HealthView)
        : gate.RefuseAsync(http, ProblemFormat.Instance, new CallError(ErrorKind.Unavailable, "The server is starting or ending.") { RetryAfter = TimeSpan.FromSeconds(1) });

    private InfoView Info() => new(
        "penstock",
        "Penstock",
        "One governed API in front of every model a team uses.",
        Version,
        "/docs",
        "/openapi/v1.json",
        Math.Round(state.Uptime.TotalSeconds, 3));
}
