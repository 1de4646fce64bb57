using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Penstock.Pipeline.Authenticate;

namespace Penstock.Config;

/// <summary>Stores once a minute, and at the end, when keys were used last. No call waits for it.</summary>
internal sealed class KeyUseKeeper(KeyUses uses, ILogger<KeyUseKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await uses.KeepAsync(Pause, exception => SetupLog.UsesNotStored(log, exception), stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await uses.SaveAsync(cancellationToken);
        }
        catch (DbException exception)
        {
            SetupLog.UsesNotStored(log, exception);
        }
    }
}
