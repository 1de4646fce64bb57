using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>
/// Makes the loggers. It owns nothing: the queue and its writer belong to <see cref="PenstockLogging"/> and live longer than a host.
/// </summary>
[ProviderAlias("Penstock")]
internal sealed class PenstockLoggerProvider(LogQueue queue, LogLevelSwitch levels, TimeProvider time) : ILoggerProvider, ISupportExternalScope
{
    private volatile IExternalScopeProvider? _scopes;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new PenstockLogger(categoryName, queue, levels, time, () => _scopes);

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
