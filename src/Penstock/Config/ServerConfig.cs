using System.Net;
using Penstock.Pipeline.Authenticate;

namespace Penstock.Config;

internal sealed record ServerConfig(IReadOnlyList<ListenAddress> Listen, long MaxBodyBytes, TimeSpan ShutdownTimeout, CorsConfig Cors, ValidationConfig Validation)
{
    /// <summary>Scheme, host and port that browsers see; null where nobody logs in.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>How long sessions of browsers last.</summary>
    public SessionTimes Sessions { get; init; } = new(TimeSpan.FromHours(1), TimeSpan.FromHours(12));

    /// <summary>The private networks that addresses from the management API may lead to.</summary>
    public IReadOnlyList<IPNetwork> ReachableNetworks { get; init; } = [];

    /// <summary>The proxies whose <c>X-Forwarded-For</c> is believed.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];
}
