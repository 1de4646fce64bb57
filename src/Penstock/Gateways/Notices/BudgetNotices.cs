using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Penstock.Domain.Money;
using Penstock.Gateways.Network;
using Penstock.Pipeline.Budgets;
using Penstock.Secrets;

namespace Penstock.Gateways.Notices;

/// <summary>
/// Tells of budgets that were spent in part: in the log, and to a budget's webhook. A webhook that fails is tried again with growing pauses; a queue that
/// is full, because none answers, drops the oldest notice and says so. No call ever waits for it.
/// </summary>
/// <param name="book">Where thresholds are reached.</param>
/// <param name="guard">What keeps addresses from the API out of the networks inside.</param>
/// <param name="trusted">Whether a budget is the file's, whose addresses may lead anywhere.</param>
/// <param name="secret">What bodies are signed under; null for no signature.</param>
/// <param name="time">The clock.</param>
/// <param name="random">For the jitter of the pauses.</param>
/// <param name="log">The log.</param>
internal sealed class BudgetNotices(
    BudgetBook book, NetworkGuard guard, Func<Budget, bool> trusted, Func<SecretSource?> secret, TimeProvider time, Random random, ILogger<BudgetNotices> log) : BackgroundService
{
    /// <summary>The header of the signature: <c>t=1763797200,v1=…</c>, HMAC-SHA256 in hexadecimal of the time, a dot and the body.</summary>
    public const string SignatureHeader = "x-penstock-signature";

    private const int Most = 1000;
    private const int Tries = 6;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly Webhook _webhook = new(Tries, tried => FirstPause * Math.Pow(2, tried - 1) * (0.5 + (random.NextDouble() / 2)), time);

    private readonly Channel<BudgetNotice> _queue = Channel.CreateBounded<BudgetNotice>(
        new BoundedChannelOptions(Most) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
        dropped => NoticeLog.Dropped(log, dropped.Budget.Id, dropped.Threshold));

    /// <summary>The body of a notice.</summary>
    public static byte[] Body(BudgetNotice notice, DateTimeOffset now)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("type", "budget.threshold_reached");
            json.WriteString("budget", notice.Budget.Id);
            json.WriteString("scope", notice.Scope);
            json.WriteNumber("threshold", notice.Threshold);
            json.WriteString("spent", notice.Spent.ToString());
            json.WriteString("amount", notice.Budget.Amount.ToString());
            json.WriteString("currency", notice.Budget.Currency);
            Write(json, "window_start", notice.Start);
            Write(json, "window_end", notice.End);
            json.WriteString("at", now.UtcDateTime);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>The signature of a body at a time.</summary>
    public static string Signature(string secret, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var stamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        mac.AppendData(Encoding.ASCII.GetBytes(stamp + "."));
        mac.AppendData(body);
        return $"t={stamp},v1={Convert.ToHexStringLower(mac.GetHashAndReset())}";
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        book.Reached += Take;
        using var open = Client(null);
        using var guarded = Client(guard);
        try
        {
            await foreach (var notice in _queue.Reader.ReadAllAsync(stoppingToken))
            {
                await SendAsync(trusted(notice.Budget) ? open : guarded, notice, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
        finally
        {
            book.Reached -= Take;
        }
    }

    private static HttpClient Client(NetworkGuard? guard)
    {
        // Redirects are not followed and proxies not asked: what answers is what was named. No span either: an address of a webhook is often a secret itself.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1), ActivityHeadersPropagator = null };
        if (guard is not null)
        {
            handler.ConnectCallback = guard.ConnectAsync;
        }

        return Webhook.Client(handler);
    }

    private static void Write(Utf8JsonWriter json, string name, long micros)
    {
        if (micros is long.MinValue or long.MaxValue)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond).UtcDateTime);
        }
    }

    private void Take(BudgetNotice notice)
    {
        NoticeLog.Reached(log, notice.Budget.Id, notice.Scope.Length == 0 ? "all" : notice.Scope, notice.Threshold, notice.Spent.ToString(), notice.Budget.Amount.ToString(), notice.Budget.Currency);
        if (notice.Budget.Webhook is not null)
        {
            _queue.Writer.TryWrite(notice);
        }
    }

    private async Task SendAsync(HttpClient client, BudgetNotice notice, CancellationToken ct)
    {
        if (await _webhook.SendAsync(client, stop => PostAsync(notice, stop), ct) is { } fault)
        {
            NoticeLog.GivenUp(log, notice.Budget.Id, notice.Threshold, Tries, fault);
        }
    }

    private async ValueTask<(HttpRequestMessage? Post, string? Fault)> PostAsync(BudgetNotice notice, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var body = Body(notice, now);
        string? signature = null;
        if (secret() is { } source)
        {
            // Unsigned it would be taken for somebody else's.
            var reading = await source.GetAsync(ct);
            if (reading.Value is not { } key)
            {
                return (null, $"what signs it cannot be had: {reading.Fault!.Message.TrimEnd('.')}");
            }

            signature = Signature(key, now, body);
        }

        var request = Webhook.Post(notice.Budget.Webhook, body);
        if (signature is not null)
        {
            request.Headers.TryAddWithoutValidation(SignatureHeader, signature);
        }

        return (request, null);
    }
}
