using System.Net;

namespace Penstock.Config;

internal sealed record ServerConfig(IReadOnlyList<ListenAddress> Listen, long MaxBodyBytes, TimeSpan ShutdownTimeout, CorsConfig Cors, ValidationConfig Validation)
{
    /// <summary>The private networks that addresses from the management API may lead to.</summary>
    public IReadOnlyList<IPNetwork> ReachableNetworks { get; init; } = [];
}
