using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Penstock.Gateways.Storage;
using Penstock.Gateways.Storage.Audit;

namespace Penstock.Config;

/// <summary>Has what is older than the configuration allows deleted, at the start and every hour.</summary>
internal sealed class RetentionSweep(LocalStorage storage, Func<RetentionConfig> settings, TimeProvider time, ILogger<RetentionSweep> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        try
        {
            do
            {
                await SweepAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    /// <summary>Sweeps once.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        var (kept, now, retention) = (settings(), time.GetUtcNow(), storage.Retention);
        await TryAsync("content_log", kept.Content ?? TimeSpan.Zero, _ => retention.DropContentAsync(now, ct));
        await TryAsync("calls", kept.Calls, before => retention.DropCallsAsync(before, ct));
        await TryAsync("usage_hours", kept.Usage, before => retention.DropUsageAsync(before, ct));
        await TryAsync("audit_chain", kept.Audit, before => retention.DropAuditAsync(before, ct));
        await TryAsync("journal", kept.DamagedJournal, before =>
        {
            retention.DropDamaged(before);
            return Task.CompletedTask;
        });

        async Task TryAsync(string table, TimeSpan? age, Func<DateTimeOffset, Task> drop)
        {
            try
            {
                await (age is { } older ? drop(now - older) : Task.CompletedTask);
            }
            catch (Exception fault) when (fault is DbException or IOException or UnauthorizedAccessException)
            {
                AuditLog.NotDropped(log, table, fault);
            }
        }
    }
}
