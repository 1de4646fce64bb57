using Microsoft.Extensions.Logging;
using Penstock.Pipeline.Budgets;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Journals;

/// <summary>
/// The append-only journal of calls. An append returns when its bytes are with the operating system: a process crash loses
/// nothing of it, a machine crash at most the last 50 ms. Who finds nobody writing writes at once, on its own thread; who comes
/// meanwhile leaves its frame and waits, and whoever writes writes everybody's in one go.
/// </summary>
internal sealed class Journal : ILedger, IAsyncDisposable, IThreadPoolWorkItem
{
    /// <summary>How long a segment gets before the next one begins.</summary>
    public const long DefaultSegmentBytes = 16 * 1024 * 1024;

    // A few microseconds each.
    private const int MostBatches = 8;

    private readonly Lock _gate = new();
    private readonly SegmentWriter _writer;
    private readonly Stack<PendingAppend> _unused = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private JournalBatch _filling = new();
    private JournalBatch _spare = new();
    private TaskCompletionSource? _room;
    private JournalPosition _end;
    private bool _writing;
    private bool _closed;

    /// <summary>Opens the journal of a folder and begins a new segment.</summary>
    public Journal(JournalFolder folder, TimeProvider time, ILogger log, long segmentBytes = DefaultSegmentBytes, WriteAt? write = null)
    {
        Folder = folder;
        _writer = new SegmentWriter(folder, segmentBytes, write ?? RandomAccess.Write, time, log);
        _end = _writer.Position;
    }

    /// <summary>Where the segments are.</summary>
    public JournalFolder Folder { get; }

    /// <summary>Whether the disk did not take what was written last.</summary>
    public bool Failing => _writer.Failing;

    /// <summary>Behind everything that was appended.</summary>
    public JournalPosition End
    {
        get
        {
            lock (_gate)
            {
                return _end;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>It faults with an <see cref="IOException"/> when the disk does not take it; then nothing of it is kept.</remarks>
    public ValueTask AppendAsync(CallRecord record, CancellationToken ct) =>
        ct.IsCancellationRequested ? ValueTask.FromCanceled(ct) : Append(RecordEncoder.Encode(record), ct);

    /// <summary>Appends an entry of the budgets, as durably as a record.</summary>
    public ValueTask AppendAsync(BudgetEntry entry, CancellationToken ct) =>
        ct.IsCancellationRequested ? ValueTask.FromCanceled(ct) : Append(RecordEncoder.Encode(entry), ct);

    /// <summary>Refuses what comes, waits for what came, syncs and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            if (!_writing)
            {
                _idle.SetResult();
            }
        }

        await _idle.Task;
        _writer.Dispose();
    }

    void IThreadPoolWorkItem.Execute() => Drain();

    private ValueTask Append(ReadOnlySpan<byte> frame, CancellationToken ct)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return ValueTask.FromException(
                    new ObjectDisposedException(nameof(Journal), "The server is going down: nothing more is recorded."));
            }

            if (_writing)
            {
                return _filling.HasRoomFor(frame.Length) ? Join(frame) : AppendWithRoomAsync(frame.ToArray(), ct);
            }

            _writing = true;
        }

        var fault = _writer.Write(frame);
        Drain();
        return fault is null ? ValueTask.CompletedTask : ValueTask.FromException(fault);
    }

    private ValueTask Join(ReadOnlySpan<byte> frame)
    {
        if (!_unused.TryPop(out var waiting))
        {
            waiting = new PendingAppend(GiveBack);
        }

        _filling.Add(frame, waiting);
        return new ValueTask(waiting, waiting.Version);
    }

    private void GiveBack(PendingAppend waiting)
    {
        lock (_gate)
        {
            _unused.Push(waiting);
        }
    }

    private async ValueTask AppendWithRoomAsync(byte[] frame, CancellationToken ct)
    {
        // Called, and run to its await, under the gate.
        _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _room.Task.WaitAsync(ct);
        await Append(frame, ct);
    }

    // Whoever is woken up appends soon, too, and on a busy machine takes the processor at once: nobody is before nobody writes. After its own frame a
    // caller writes some batches for others and leaves the rest to the pool: its own answer is waiting, too.
    private void Drain()
    {
        var written = default(PendingAppends);
        for (var batches = 0; ; batches++)
        {
            JournalBatch batch;
            lock (_gate)
            {
                // Before anybody hears of it: who asks the store to catch up afterwards means this end.
                _end = _writer.Position;
                if (_filling.IsEmpty)
                {
                    _writing = false;
                    if (_closed)
                    {
                        _idle.TrySetResult();
                    }

                    break;
                }

                if (batches == MostBatches)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                    break;
                }

                batch = _filling;
                _filling = _spare;
                _room?.SetResult();
                _room = null;
            }

            var fault = _writer.Write(batch.Frames);
            written.Add(batch.Empty(), fault);
            _spare = batch;
        }

        written.Complete();
    }
}
