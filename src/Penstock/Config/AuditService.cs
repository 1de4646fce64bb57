using System.Data.Common;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Penstock.Gateways.Notices;
using Penstock.Gateways.Storage;
using Penstock.Gateways.Storage.Audit;

namespace Penstock.Config;

/// <summary>Takes the audit trail's checkpoints when they are due, and sends them out of the house. Neither waits for the other.</summary>
/// <param name="storage">Where the trail is.</param>
/// <param name="settings">How often, and where to.</param>
/// <param name="handler">Makes the connections to the webhook.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed class AuditService(LocalStorage storage, Func<AuditConfig> settings, Func<HttpMessageHandler> handler, TimeProvider time, ILogger<AuditService> log) : BackgroundService
{
    private const int Tries = 3;
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);
    private readonly Webhook _webhook = new(Tries, static tried => TimeSpan.FromSeconds(tried), time);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(TakeAsync(stoppingToken), SendAsync(stoppingToken));

    private async Task TakeAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                try
                {
                    var config = settings();
                    await storage.Checkpoints.TakeIfDueAsync(config.Every, config.Interval, ct);
                }
                catch (DbException fault)
                {
                    AuditLog.NoCheckpoint(log, fault);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    private async Task SendAsync(CancellationToken ct)
    {
        using var client = Webhook.Client(handler());
        try
        {
            await foreach (var checkpoint in storage.Checkpoints.Leaving.ReadAllAsync(ct))
            {
                if (settings().Webhook is { } address)
                {
                    await SendAsync(client, address, checkpoint, ct);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends; the log has the line.
        }
    }

    private async Task SendAsync(HttpClient client, Uri address, AuditCheckpoint checkpoint, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new AuditNotice("audit_checkpoint", checkpoint.Line), AuditNoticeJson.Default.AuditNotice);
        if (await _webhook.SendAsync(client, () => Webhook.Post(address, body), ct) is { } fault)
        {
            AuditLog.NotSent(log, fault);
        }
    }
}
