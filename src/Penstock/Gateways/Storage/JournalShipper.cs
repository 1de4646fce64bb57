using System.Data.Common;
using Microsoft.Extensions.Logging;
using Penstock.Gateways.Storage.Audit;
using Penstock.Gateways.Storage.Journals;
using Penstock.Gateways.Storage.Sql;
using Penstock.Pipeline.Budgets;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage;

/// <summary>
/// Carries records from the journal to the database, in the background, and deletes segments that are there whole. A database
/// that does not take them is tried again and again; meanwhile the journal grows on the disk.
/// </summary>
internal sealed class JournalShipper : IAsyncDisposable
{
    private const int MostRecords = 1000;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    private readonly Journal _journal;
    private readonly SegmentReader _reader;
    private readonly CallWriter _writer;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly List<(JournalPosition Target, TaskCompletionSource Reached)> _waiting = [];
    private readonly List<CallRecord> _records = new(MostRecords);
    private readonly List<BudgetEntry> _entries = new(MostRecords);
    private readonly Task _running;
    private JournalPosition? _position;
    private JournalPosition _stored;
    private long _deletedBefore;
    private int _disposed;

    /// <summary>Starts to carry.</summary>
    public JournalShipper(Journal journal, SqliteDatabase database, AuditChain chain, TimeProvider time, Random random, ILogger log)
    {
        (_journal, _time, _random, _log) = (journal, time, random, log);
        _reader = new SegmentReader(journal.Folder, log);
        _writer = new CallWriter(database, journal.Folder.Id, chain);
        _running = Task.Run(RunAsync);
        _timer = time.CreateTimer(static self => ((JournalShipper)self!).WakeIfBehind(), this, Pace, Pace);
    }

    /// <summary>Bytes of the journal that damage kept out of the database, since the start.</summary>
    public long DamagedBytes => _reader.DamagedBytes;

    /// <summary>Waits until everything that was appended before is in the database.</summary>
    public async Task CatchUpAsync(CancellationToken ct)
    {
        var target = _journal.End;
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (!(_stored < target))
            {
                return;
            }

            _waiting.Add((target, reached));
        }

        _wake.Release();
        try
        {
            await reached.Task.WaitAsync(ct);
        }
        finally
        {
            lock (_gate)
            {
                _waiting.Remove((target, reached));
            }
        }
    }

    /// <summary>Carries what is left, if the database takes it at once, and stops. The journal should be closed before.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _timer.DisposeAsync();
        await _stop.CancelAsync();
        await _running;
        lock (_gate)
        {
            foreach (var (_, reached) in _waiting)
            {
                reached.TrySetCanceled();
            }
        }

        await _writer.DisposeAsync();
        _reader.Dispose();
        _stop.Dispose();
        _wake.Dispose();
    }

    private async Task RunAsync()
    {
        for (var failures = 0; ;)
        {
            try
            {
                while (await ShipAsync())
                {
                }

                if (failures > 0)
                {
                    failures = 0;
                    StorageLog.ShippedAgain(_log);
                }

                if (_stop.IsCancellationRequested)
                {
                    return;
                }

                await _wake.WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e)
            {
                // Whatever it is, what was read but not committed is read again.
                _position = null;
                await _writer.DisposeAsync();
                if (_stop.IsCancellationRequested)
                {
                    StorageLog.LeftInJournal(_log);
                    return;
                }

                var delay = Delay(++failures);
                var bug = e is DbException or IOException or UnauthorizedAccessException ? null : e;
                StorageLog.NotShipped(_log, bug, failures, e.Message, delay);
                await Task.Delay(delay, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // One step; false when there is nothing left. It is not stopped half-way: what is left is carried at shutdown too.
    private async Task<bool> ShipAsync()
    {
        var from = _position ??= await BeginAsync();
        _records.Clear();
        _entries.Clear();
        var next = _reader.Read(from, _journal.End, MostRecords, _records, _entries);
        if (next == from)
        {
            Reached(from);
            return false;
        }

        if (_records.Count > 0 || _entries.Count > 0)
        {
            await _writer.WriteAsync(_records, _entries, next, CancellationToken.None);
        }

        _position = next;
        Reached(next);
        if (next.Segment > _deletedBefore)
        {
            await _writer.SecureAsync(next, CancellationToken.None);
            _journal.Folder.DeleteBefore(next.Segment, _reader.Damaged);
            _deletedBefore = next.Segment;
        }

        return true;
    }

    private async Task<JournalPosition> BeginAsync()
    {
        var oldest = _journal.Folder.Segments() is [var first, ..] ? first : _journal.End.Segment;
        if (await _writer.FindPositionAsync(CancellationToken.None) is not { } stored)
        {
            return new JournalPosition(oldest, 0);
        }

        // Numbers begin anew when somebody deleted the segments; nothing can be stored that was not written yet.
        if (_journal.End < stored)
        {
            StorageLog.JournalBegunAnew(_log, stored.Segment, oldest);
            return new JournalPosition(oldest, 0);
        }

        return stored;
    }

    private void Reached(JournalPosition position)
    {
        lock (_gate)
        {
            _stored = position;
            foreach (var (target, reached) in _waiting)
            {
                if (!(position < target))
                {
                    reached.TrySetResult();
                }
            }
        }
    }

    private void WakeIfBehind()
    {
        var end = _journal.End;
        lock (_gate)
        {
            if (_stored < end && _wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
    }

    private TimeSpan Delay(int failures)
    {
        var longest = ShortestDelay * Math.Pow(2, Math.Min(failures, 10) - 1);
        return (longest < LongestDelay ? longest : LongestDelay) * (0.5 + (_random.NextDouble() / 2));
    }
}
