using System.IO.MemoryMappedFiles;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Penstock.Pipeline.Budgets;

namespace Penstock.Gateways.Storage.Journals;

/// <summary>
/// What calls that run hold of budgets, each in a slot of a file that is mapped into memory. What is written there is with the operating system at once:
/// a crash of the process loses nothing of it, a crash of the machine at most the last 50 ms. A slot is written once, and emptied when the call's record is in
/// the journal. All room of the file is taken when it is made, so that no later write can find the disk full.
/// </summary>
internal sealed class HoldFile : IDisposable
{
    /// <summary>How many calls may hold something here at once.</summary>
    public const int Slots = 8192;

    /// <summary>Bytes of a slot: a frame of the journal, or zeros at its beginning.</summary>
    public const int SlotBytes = 512;

    // The other half of the 50 ms is for the disk.
    private static readonly TimeSpan SyncAfter = TimeSpan.FromMilliseconds(25);

    private readonly string _path;
    private readonly ILogger _log;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _held = new(StringComparer.Ordinal);
    private readonly List<BudgetEntry> _left = [];
    private readonly int[] _leftAt;

    // The one emptied last is filled first: few pages are ever touched.
    private readonly int[] _free = new int[Slots];
    private int _freeCount;
    private int _syncDue;
    private bool _closed;

    /// <summary>Opens the file, and makes it where it is missing.</summary>
    /// <exception cref="IOException">It cannot be made, or there is no room for it.</exception>
    public HoldFile(string path, TimeProvider time, ILogger log)
    {
        (_path, _log) = (path, log);
        var file = Open(path);
        _leftAt = ReadLeft(file);
        _file = MemoryMappedFile.CreateFromFile(file, null, Slots * SlotBytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, Slots * SlotBytes);
        _timer = time.CreateTimer(static self => ((HoldFile)self!).Sync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What a crash left behind, until <see cref="Forget"/>.</summary>
    public IReadOnlyList<BudgetEntry> Left => _left;

    /// <summary>Keeps what a call holds, in place of what it held here before. False when it has no place here: then nothing has changed.</summary>
    public bool TryKeep(BudgetEntry entry)
    {
        var frame = RecordEncoder.Encode(entry);
        lock (_gate)
        {
            var again = _held.TryGetValue(entry.CallId, out var before);
            if (_closed || _freeCount == 0 || frame.Length > SlotBytes || (entry.Kind == BudgetEntryKind.Change && !again))
            {
                return false;
            }

            // Never over the old one: of a crash in between one of the two must be left.
            var slot = _free[--_freeCount];
            _view.SafeMemoryMappedViewHandle.WriteSpan((ulong)slot * SlotBytes, frame);
            _held[entry.CallId] = slot;
            if (again)
            {
                Empty(before);
            }
        }

        if (Volatile.Read(ref _syncDue) == 0 && Interlocked.Exchange(ref _syncDue, 1) == 0)
        {
            _timer.Change(SyncAfter, Timeout.InfiniteTimeSpan);
        }

        return true;
    }

    /// <summary>A call holds nothing here any more.</summary>
    public void Release(string callId)
    {
        lock (_gate)
        {
            if (_held.Remove(callId, out var slot) && !_closed)
            {
                Empty(slot);
            }
        }
    }

    /// <summary>What a crash left behind is kept elsewhere now, or over.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            foreach (var slot in _leftAt)
            {
                Empty(slot);
            }
        }

        _left.Clear();
        _view.Flush();
    }

    /// <summary>Syncs and closes.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            _closed = true;
        }

        Sync();
        _view.Dispose();
        _file.Dispose();
    }

    private static FileStream Open(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            if (file.Length < Slots * SlotBytes)
            {
                // Written, not only made longer: the room must be there when it is needed.
                file.Seek(0, SeekOrigin.End);
                file.Write(new byte[(Slots * SlotBytes) - file.Length]);
                file.Flush(flushToDisk: true);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private int[] ReadLeft(FileStream file)
    {
        var (some, at) = (new byte[128 * SlotBytes], new List<int>());
        file.Seek(0, SeekOrigin.Begin);
        for (var slot = 0; slot < Slots; slot++)
        {
            var place = slot * SlotBytes % some.Length;
            if (place == 0)
            {
                file.ReadExactly(some);
            }

            if (Read(some.AsSpan(place, SlotBytes), slot) is { } left)
            {
                _left.Add(left);
                at.Add(slot);
            }
            else
            {
                _free[_freeCount++] = slot;
            }
        }

        return [.. at];
    }

    // Half a frame is that of a call whose provider was not asked yet.
    private BudgetEntry? Read(ReadOnlySpan<byte> slot, int number)
    {
        if (JournalFrame.Read(slot, out var payload) != JournalFrame.State.Whole)
        {
            return null;
        }

        try
        {
            return BudgetEntryJson.Read(payload);
        }
        catch (JsonException e)
        {
            StorageLog.NotARecord(_log, e, _path, (long)number * SlotBytes);
            return null;
        }
    }

    // Under the lock.
    private void Empty(int slot)
    {
        _view.Write((long)slot * SlotBytes, 0);
        _free[_freeCount++] = slot;
    }

    private void Sync()
    {
        Volatile.Write(ref _syncDue, 0);
        try
        {
            _view.Flush();
        }
        catch (ObjectDisposedException)
        {
            // It was closed, and synced, in the same moment.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            StorageLog.NotSynced(_log, e, _path);
        }
    }
}
