using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Penstock.Domain.Calls;

namespace Penstock.Gateways.Engines.Functions;

/// <summary>
/// Does what functions leave to be done after their answers. It is bounded: a place is taken before the answer, so that nothing
/// that was promised is dropped. A server that ends does what is left first, as long as it may.
/// </summary>
/// <param name="log">For what fails.</param>
/// <param name="time">The clock.</param>
/// <param name="patience">How long an ending server waits for what is left.</param>
internal sealed partial class AfterAnswerQueue(ILogger<AfterAnswerQueue> log, TimeProvider time, Func<TimeSpan> patience) : IHostedService, IDisposable
{
    /// <summary>How many pieces of work may wait or run.</summary>
    internal const int MostWaiting = 10_000;

    private readonly Channel<FunctionCall> _calls = Channel.CreateUnbounded<FunctionCall>();
    private readonly CancellationTokenSource _stop = new();
    private Task[] _workers = [];
    private int _places;

    /// <summary>Takes a place for one piece of work; false when there is none.</summary>
    internal bool TryReserve()
    {
        if (Interlocked.Increment(ref _places) <= MostWaiting)
        {
            return true;
        }

        Release(1);
        return false;
    }

    /// <summary>Gives places back.</summary>
    internal void Release(int places) => Interlocked.Add(ref _places, -places);

    /// <summary>Takes a call whose answer is out, with its work and its scope; false when the server has ended.</summary>
    internal bool TryAdd(FunctionCall call) => _calls.Writer.TryWrite(call);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _workers = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(WorkAsync, CancellationToken.None))];
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _calls.Writer.TryComplete();
        var all = Task.WhenAll(_workers);
        try
        {
            await all.WaitAsync(patience(), time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            LogCut(Volatile.Read(ref _places));
            await _stop.CancelAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private async Task WorkAsync()
    {
        await foreach (var call in _calls.Reader.ReadAllAsync())
        {
            using var scope = log.BeginScope(new CallScope(call.CallId));
            foreach (var work in call.Work)
            {
                try
                {
                    _stop.Token.ThrowIfCancellationRequested();
                    await work(_stop.Token);
                }
                catch (OperationCanceledException) when (_stop.IsCancellationRequested)
                {
                    // Counted already, where it was cut.
                }
                catch (Exception exception)
                {
                    LogFailed(exception, call.Function, call.CallId);
                }

                Release(1);
            }

            try
            {
                await call.DisposeScopeAsync();
            }
            catch (Exception exception)
            {
                LogFailed(exception, call.Function, call.CallId);
            }
        }
    }

    [LoggerMessage(EventId = 3002, Level = LogLevel.Error, Message = "What the function {Function} left to be done after its answer failed, in call {CallId}.")]
    private partial void LogFailed(Exception exception, string function, string callId);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Warning, Message = "{Pieces} pieces of work that were left for after their answers were cut because the time to end was over.")]
    private partial void LogCut(int pieces);
}
