using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Resources.Health;

/// <summary><c>/livez</c>, <c>/readyz</c> and <c>/info</c>: open to everybody, and saying nothing that is not.</summary>
internal sealed class HealthResource(ServerState state, IModelRepository repository, Gate gate)
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

    private async Task ReadyAsync(HttpContext http) => await (state.Ready
        ? JsonAnswer.WriteAsync(http, await ReadyViewAsync(http), HealthJson.Default.HealthView)
        : gate.RefuseAsync(http, ProblemFormat.Instance, new CallError(ErrorKind.Unavailable, "The server is starting or ending.") { RetryAfter = TimeSpan.FromSeconds(1) }));

    // One model that is broken is no reason to send the others' calls elsewhere: the server is ready, and says what is not.
    private async ValueTask<HealthView> ReadyViewAsync(HttpContext http)
    {
        var refused = repository.States.Where(model => model.Reason.Length > 0 && model.Condition != ModelCondition.Unloading).ToArray();
        if (refused.Length == 0)
        {
            return new HealthView("ready");
        }

        var caller = await gate.PeekAsync(http);
        return new HealthView("ready")
        {
            Refused = refused.Length,
            Models = caller is null ? null : [.. refused.Where(model => caller.MayCall(model.Name)).Select(model => new RefusedView(model.Name, model.Version, model.Condition.ToString().ToLowerInvariant(), model.Reason))],
        };
    }

    private InfoView Info() => new(
        "penstock",
        "Penstock",
        "One governed API in front of every model a team uses.",
        Version,
        "/docs",
        "/openapi/v1.json",
        Math.Round(state.Uptime.TotalSeconds, 3));
}
