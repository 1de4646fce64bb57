using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Penstock.Pipeline.Responses;

namespace Penstock.Config;

/// <summary>Deletes responses that have expired, once an hour. Nobody can use one meanwhile.</summary>
internal sealed class ResponseSweep(IResponseStore store, TimeProvider time, ILogger<ResponseSweep> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            do
            {
                try
                {
                    await store.SweepAsync(time.GetUtcNow(), stoppingToken);
                }
                catch (DbException exception)
                {
                    // They are tried again in an hour; nothing depends on it.
                    SetupLog.SweepFailed(log, exception);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }
}
