using System.Buffers;

namespace Penstock.Server.Measuring;

/// <summary>Makes calls as a plan says.</summary>
/// <param name="plan">The plan.</param>
/// <param name="request">Makes a request; the body's bytes are shared by all.</param>
/// <param name="http">Sends it.</param>
/// <param name="time">The clock.</param>
internal sealed class LoadRun(LoadPlan plan, Func<HttpRequestMessage> request, HttpMessageInvoker http, TimeProvider time)
{
    // Beyond it calls would only pile up in memory, and be of no use to anybody.
    private const long MostWaiting = 10_000;
    private readonly PreciseDelay _delay = new(time);

    /// <summary>Runs to the end of the plan, or until interrupted; returns how long it took.</summary>
    public async Task<TimeSpan> RunAsync(LoadCounts counts, CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        await (plan.Rate is { } rate ? OpenAsync(rate, begun, counts, ct) : ClosedAsync(begun, counts, ct));
        return time.GetElapsedTime(begun);
    }

    /// <summary>As many callers as connections; each begins a call when its last one has ended.</summary>
    private Task ClosedAsync(long begun, LoadCounts counts, CancellationToken ct)
    {
        var made = 0L;
        return Task.WhenAll(Enumerable.Range(0, plan.Connections).Select(_ => Task.Run(CallerAsync, CancellationToken.None)));

        async Task CallerAsync()
        {
            while (!ct.IsCancellationRequested && (plan.Requests is { } most ? Interlocked.Increment(ref made) <= most : time.GetElapsedTime(begun) < plan.Duration))
            {
                await CallAsync(time.GetTimestamp(), counts, ct);
            }
        }
    }

    /// <summary>
    /// Calls become due at a constant rate, whether or not earlier ones were answered, and are timed from then: a server that
    /// stalls is charged for every call that it kept from being made (no coordinated omission).
    /// </summary>
    private async Task OpenAsync(double rate, long begun, LoadCounts counts, CancellationToken ct)
    {
        var most = plan.Requests ?? (long)Math.Ceiling(plan.Duration.TotalSeconds * rate);
        var waiting = 1L;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var i = 0L; i < most && !ct.IsCancellationRequested; i++)
        {
            var due = TimeSpan.FromSeconds(i / rate);
            try
            {
                await _delay.WaitAsync(begun, due, ct);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            if (Interlocked.Read(ref waiting) > MostWaiting)
            {
                counts.AddError("not sent");
                continue;
            }

            Interlocked.Increment(ref waiting);
            var dueAt = begun + (long)(due.TotalSeconds * time.TimestampFrequency);
            _ = Task.Run(() => OneAsync(dueAt), CancellationToken.None);
        }

        Leave();
        await ended.Task;

        async Task OneAsync(long dueAt)
        {
            counts.Late.Add(time.GetElapsedTime(dueAt));
            await CallAsync(dueAt, counts, ct);
            Leave();
        }

        void Leave()
        {
            if (Interlocked.Decrement(ref waiting) == 0)
            {
                ended.SetResult();
            }
        }
    }

    private async Task CallAsync(long due, LoadCounts counts, CancellationToken ct)
    {
        counts.AddBegun();
        using var timeout = new CancellationTokenSource(plan.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, ct);
        try
        {
            using var message = request();
            using var answer = await http.SendAsync(message, either.Token);
            counts.AddReceived(await DrainAsync(answer, either.Token));
            if (answer.IsSuccessStatusCode)
            {
                counts.Latency.Add(time.GetElapsedTime(due));
            }
            else
            {
                counts.AddError(((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            counts.AddUnfinished();
        }
        catch (OperationCanceledException)
        {
            counts.AddError("timeout");
        }
        catch (HttpRequestException problem)
        {
            counts.AddError(problem.HttpRequestError == HttpRequestError.ConnectionError ? "no connection" : "broken answer");
        }
        catch (IOException)
        {
            counts.AddError("broken answer");
        }
    }

    private static async Task<long> DrainAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            var total = 0L;
            while (await body.ReadAsync(buffer, ct) is > 0 and var read)
            {
                total += read;
            }

            return total;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
