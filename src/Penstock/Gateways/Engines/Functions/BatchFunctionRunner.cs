using Microsoft.Extensions.Logging;
using Penstock.Batching;

namespace Penstock.Gateways.Engines.Functions;

/// <summary>Runs a function over lists for one call or for several. An entry is one item, and its result that item's, as JSON.</summary>
internal sealed partial class BatchFunctionRunner(string name, BatchFunction function, ILogger log, TimeProvider time) : IBatchRunner<object?, byte[]>
{
    /// <inheritdoc/>
    public bool IsShort(object? entry, long rows) => false;

    /// <inheritdoc/>
    public bool Fits(object? first, object? next) => true;

    /// <inheritdoc/>
    public async ValueTask<BatchRun<byte[]>> RunAsync(object? entry, bool inline, CancellationToken ct)
    {
        var run = await function.RunAsync([entry], time, ct);
        return run.Result is [var only]
            ? new(only, run.Input, run.Compute, run.Output)
            : throw new InvalidOperationException($"It was given 1 item and returned {run.Result.Count} results; it must return one for each, in their order.");
    }

    /// <inheritdoc/>
    public async ValueTask<BatchRun<IReadOnlyList<byte[]>?>> RunAsync(Batch<object?> batch)
    {
        // The items are the collector's: a caller may leave, and the others still have theirs.
        batch.InputsTaken();
        try
        {
            var run = await function.RunAsync(batch.Entries, time, batch.Stopped);
            if (run.Result.Count == batch.Entries.Count)
            {
                return new(run.Result, run.Input, run.Compute, run.Output);
            }

            LogMiscounted(name, batch.Entries.Count, run.Result.Count);
            return new(null, run.Input, run.Compute, run.Output);
        }
        catch (Exception exception) when (!batch.Stopped.IsCancellationRequested)
        {
            // Only alone does it show whose item it was; that call has the error, and the log then its id.
            LogFailedTogether(exception, name, batch.Entries.Count);
            throw;
        }
    }

    [LoggerMessage(3011, LogLevel.Error, "The function {Function} was given {Items} items and returned {Results} results: one for each is needed, in their order. Each item is run alone now.")]
    private partial void LogMiscounted(string function, int items, int results);

    [LoggerMessage(3012, LogLevel.Warning, "The function {Function} failed over {Items} items. Each is run alone now.")]
    private partial void LogFailedTogether(Exception exception, string function, int items);
}
