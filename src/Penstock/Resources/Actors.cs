using Microsoft.AspNetCore.Http;
using Penstock.Domain.Access;

namespace Penstock.Resources;

/// <summary>Tells of a request who acts, for the audit trail.</summary>
internal static class Actors
{
    private const int LongestAgent = 200;

    /// <summary>The actor of a request that the gate has let in.</summary>
    public static Actor Of(HttpContext http) => Of(http, http.Features.Get<Caller>() ?? throw new InvalidOperationException("The request did not come through the gate."));

    /// <summary>The actor of a request of a caller.</summary>
    public static Actor Of(HttpContext http, Caller caller)
    {
        var agent = http.Request.Headers.UserAgent.ToString();
        return new Actor(
            caller.Principal?.Id ?? caller.Key.Id,
            caller.Key.Id,
            caller.Address ?? http.Connection.RemoteIpAddress,
            agent.Length == 0 ? null : agent.Length > LongestAgent ? agent[..LongestAgent] : agent);
    }
}
