using Penstock.Batching;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Onnx;

/// <summary>
/// Runs a model for one call or for several together. A run expected to take less than a millisecond is done on the thread that is there,
/// as it is shorter than handing it to another thread is dear. What to expect is learnt from the runs before, by the number of elements
/// fed; the first run counts as long.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="signature">What the model takes and gives.</param>
/// <param name="batching">Whether calls may share runs.</param>
/// <param name="notice">Told when that ends.</param>
internal sealed class OnnxBatchRunner(OnnxRun run, Signature signature, OnnxBatching batching, Action<string>? notice)
    : IBatchRunner<OnnxEntry, PredictOutput>
{
    private static readonly TimeSpan LongestInline = TimeSpan.FromMilliseconds(1);

    // Ticks (100 ns) for each element fed, smoothed; a lost update between threads does no harm.
    private double _ticksPerElement = double.PositiveInfinity;
    private OnnxBatching _batching = batching;

    /// <summary>Whether calls share runs now.</summary>
    internal OnnxBatching Batching => Volatile.Read(ref _batching);

    /// <inheritdoc/>
    public bool IsShort(OnnxEntry entry, long rows) =>
        _ticksPerElement * entry.Elements * Math.Max(1, rows) / Math.Max(1, entry.Rows) < LongestInline.Ticks;

    /// <inheritdoc/>
    public bool Fits(OnnxEntry first, OnnxEntry next) => Batching.On && OnnxEntry.Fit(first, next, signature);

    /// <inheritdoc/>
    public ValueTask<BatchRun<PredictOutput>> RunAsync(OnnxEntry entry, bool inline, CancellationToken ct) =>
        inline ? new(Run(entry, ct)) : new(OnnxRunSlots.OnThreadAsync(() => Run(entry, ct), ct));

    /// <inheritdoc/>
    public ValueTask<BatchRun<IReadOnlyList<PredictOutput>?>> RunAsync(Batch<OnnxEntry> batch) =>
        batch.Inline ? new(Run(batch)) : new(OnnxRunSlots.OnThreadAsync(() => Run(batch), batch.Stopped));

    private BatchRun<PredictOutput> Run(OnnxEntry entry, CancellationToken ct)
    {
        var started = entry.Time.GetTimestamp();
        var output = run.Run(entry.Input, ct);
        var took = entry.Time.GetElapsedTime(started);
        Learn(took, entry.Elements);
        return new BatchRun<PredictOutput>(output, TimeSpan.Zero, took, TimeSpan.Zero);
    }

    private BatchRun<IReadOnlyList<PredictOutput>?> Run(Batch<OnnxEntry> batch)
    {
        var time = batch.Entries[0].Time;
        var begun = time.GetTimestamp();
        using var feed = new OnnxFeed(batch.Entries, signature);
        if (feed.IsCopy)
        {
            batch.InputsTaken();
        }

        var started = time.GetTimestamp();
        var output = run.Run(feed.Input, batch.Stopped);
        var ended = time.GetTimestamp();
        var took = time.GetElapsedTime(started, ended);
        Learn(took, batch.Entries.Sum(entry => entry.Elements));
        var parts = Split(output, batch);
        return new(parts, time.GetElapsedTime(begun, started), took, time.GetElapsedTime(ended));
    }

    private PredictOutput[]? Split(PredictOutput output, Batch<OnnxEntry> batch)
    {
        if (OnnxRows.Miscounted(output.Values, batch.Rows) is { } odd)
        {
            // The probe's rows came out one for one, these do not: nobody's rows can be told from another's, now or later.
            output.Dispose();
            var off = new OnnxBatching(false, $"for {batch.Rows} rows the output '{odd}' had another number of them");
            Volatile.Write(ref _batching, off);
            notice?.Invoke(off.ToString());
            return null;
        }

        var memory = new SharedMemory(output.Memory, batch.Entries.Count);
        var parts = new PredictOutput[batch.Entries.Count];
        var from = 0L;
        for (var i = 0; i < parts.Length; i++)
        {
            var entry = batch.Entries[i];
            var values = new NamedValue[output.Values.Count];
            for (var j = 0; j < values.Length; j++)
            {
                values[j] = OnnxRows.Cut(output.Values[j], from, entry.Rows);
            }

            parts[i] = new PredictOutput(entry.Input.Form, values, memory.Share());
            from += entry.Rows;
        }

        return parts;
    }

    private void Learn(TimeSpan took, long elements)
    {
        var ticksPerElement = took.Ticks / (double)elements;
        _ticksPerElement = double.IsFinite(_ticksPerElement) ? (0.9 * _ticksPerElement) + (0.1 * ticksPerElement) : ticksPerElement;
    }
}
