using System.Threading.Channels;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Pipeline.Shadow;

/// <summary>The shadow calls that wait, and the one that runs. Both their number and their bytes are bounded.</summary>
internal sealed class ShadowQueue : IAsyncDisposable
{
    private const int Longest = 64;
    private const long MostBytes = 64L * 1024 * 1024;

    private readonly ShadowComparisons _comparisons;
    private readonly Channel<ShadowRun> _waiting = Channel.CreateBounded<ShadowRun>(Longest);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _worker;
    private long _bytes;

    public ShadowQueue(ShadowComparisons comparisons)
    {
        _comparisons = comparisons;
        _worker = Task.Run(RunAsync);
    }

    /// <summary>Takes a copy of a call, if there is room.</summary>
    public void Offer(Call call, ModelShadow shadow, PredictInput input, PredictOutput output)
    {
        var bytes = ShadowCopy.SizeOf(input.Values) + ShadowCopy.SizeOf(output.Values);
        var lease = call.State.Catalogue;
        if (lease is null || Interlocked.Add(ref _bytes, bytes) > MostBytes || _waiting.Reader.Count >= Longest)
        {
            Interlocked.Add(ref _bytes, -bytes);
            _comparisons.Dropped(shadow.Model);
            return;
        }

        // The call is in this catalogue still, so that it can be entered once more.
        lease.TryEnter();
        var run = new ShadowRun(call.Id, call.Head, call.Time, lease, shadow, ShadowCopy.Of(input), ShadowCopy.Of(output.Values), bytes);
        if (!_waiting.Writer.TryWrite(run))
        {
            Drop(run);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stop.CancelAsync();
        await _worker;
        while (_waiting.Reader.TryRead(out var run))
        {
            Drop(run);
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (var run in _waiting.Reader.ReadAllAsync(_stop.Token))
            {
                try
                {
                    await run.RunAsync(_comparisons, _stop.Token);
                }
                finally
                {
                    Interlocked.Add(ref _bytes, -run.Bytes);
                    run.Lease.Leave();
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // disposed
        }
    }

    private void Drop(ShadowRun run)
    {
        Interlocked.Add(ref _bytes, -run.Bytes);
        run.Lease.Leave();
        _comparisons.Dropped(run.Shadow.Model);
    }
}
