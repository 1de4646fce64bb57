using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Penstock.Gateways.Storage.Journals;

/// <summary>
/// Writes frames into segments, one writer at a time, whole or not at all, and sees to it that they reach the disk within 50 ms.
/// It always begins with a new segment: what a crash left behind in an old one is never written over.
/// </summary>
internal sealed class SegmentWriter : IDisposable
{
    // The other half of the 50 ms is for the disk.
    private static readonly TimeSpan SyncAfter = TimeSpan.FromMilliseconds(25);

    private readonly JournalFolder _folder;
    private readonly WriteAt _write;
    private readonly long _segmentBytes;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private readonly Lock _files = new();
    private readonly Lock _syncing = new();
    private readonly List<SafeFileHandle> _retired = [];
    private SafeFileHandle _file;
    private long _segment;
    private long _offset;
    private bool _torn;
    private bool _failing;
    private int _syncDue;

    /// <summary>Begins a new segment behind the ones there are.</summary>
    public SegmentWriter(JournalFolder folder, long segmentBytes, WriteAt write, TimeProvider time, ILogger log)
    {
        _folder = folder;
        _segmentBytes = segmentBytes;
        _write = write;
        _log = log;
        _segment = folder.Segments() is [.., var last] ? last + 1 : 1;
        _file = folder.Create(_segment);
        _timer = time.CreateTimer(static self => ((SegmentWriter)self!).Sync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Behind the last frame. Only the one who writes may ask.</summary>
    public JournalPosition Position => new(_segment, _offset);

    /// <summary>Whether what was handed over last is not there.</summary>
    public bool Failing => Volatile.Read(ref _failing);

    /// <summary>Hands frames to the operating system. Null when they are there; otherwise why nothing of them is.</summary>
    public IOException? Write(ReadOnlySpan<byte> frames)
    {
        try
        {
            if (_torn || (_offset > 0 && _offset + frames.Length > _segmentBytes))
            {
                Roll();
            }

            _write(_file, frames, _offset);
            _offset += frames.Length;
            _failing = false;
        }
        catch (Exception e)
        {
            Volatile.Write(ref _failing, true);
            Cut();
            return new IOException(
                $"The ledger's journal in '{_folder.Path}' cannot be written: {e.Message.TrimEnd('.')}. Free space or mend the disk there; "
                + "calls are recorded again as soon as it takes them.", e);
        }

        if (Volatile.Read(ref _syncDue) == 0 && Interlocked.Exchange(ref _syncDue, 1) == 0)
        {
            _timer.Change(SyncAfter, Timeout.InfiniteTimeSpan);
        }

        return null;
    }

    /// <summary>Syncs and closes.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        Sync();
        _file.Dispose();
    }

    // A piece of a record would hide the records behind it from the reader. If it cannot be cut off, it must stay the last one.
    private void Cut()
    {
        try
        {
            RandomAccess.SetLength(_file, _offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            _torn = true;
        }
    }

    private void Roll()
    {
        var next = _folder.Create(_segment + 1);
        lock (_files)
        {
            _retired.Add(_file);
            _file = next;
        }

        _segment++;
        _offset = 0;
        _torn = false;
    }

    private void Sync()
    {
        lock (_syncing)
        {
            Volatile.Write(ref _syncDue, 0);
            SafeFileHandle[] retired;
            SafeFileHandle current;
            lock (_files)
            {
                retired = [.. _retired];
                _retired.Clear();
                current = _file;
            }

            foreach (var file in retired)
            {
                Sync(file);
                file.Dispose();
            }

            Sync(current);
        }
    }

    private void Sync(SafeFileHandle file)
    {
        try
        {
            RandomAccess.FlushToDisk(file);
        }
        catch (ObjectDisposedException)
        {
            // The journal was closed, and synced, in the same moment.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            StorageLog.NotSynced(_log, e, _folder.Path);
        }
    }
}
