namespace Penstock.Config;

internal sealed record ServerConfig(IReadOnlyList<ListenAddress> Listen, long MaxBodyBytes, TimeSpan ShutdownTimeout, CorsConfig Cors, ValidationConfig Validation);
