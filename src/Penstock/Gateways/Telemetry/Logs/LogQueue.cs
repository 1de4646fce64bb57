using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>
/// Holds records until the writer takes them; never blocks. The fuller it is, the higher the level must be: trace and debug
/// get half of the room, info three quarters, warnings seven eighths, errors all. What finds no room is counted.
/// </summary>
internal sealed class LogQueue(int capacity)
{
    private readonly Channel<LogEntry> _entries = Channel.CreateUnbounded<LogEntry>();
    private int _waiting;
    private long _dropped;

    /// <summary>Puts a record in, or counts it as dropped.</summary>
    public void Add(LogEntry entry)
    {
        if (Interlocked.Increment(ref _waiting) <= Room(entry.Level) && _entries.Writer.TryWrite(entry)) return;
        Interlocked.Decrement(ref _waiting);
        Interlocked.Increment(ref _dropped);
    }

    /// <summary>Takes the next record, if there is one.</summary>
    public bool TryTake([NotNullWhen(true)] out LogEntry? entry)
    {
        if (!_entries.Reader.TryRead(out entry)) return false;
        Interlocked.Decrement(ref _waiting);
        return true;
    }

    /// <summary>Waits for a record; false when there will be no more.</summary>
    public ValueTask<bool> WaitAsync() => _entries.Reader.WaitToReadAsync();

    /// <summary>How many were dropped since this was last asked.</summary>
    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);

    /// <summary>Takes no more records; what is in it can still be taken.</summary>
    public void Complete() => _entries.Writer.TryComplete();

    private int Room(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => capacity / 2,
        LogLevel.Information => capacity - (capacity / 4),
        LogLevel.Warning => capacity - (capacity / 8),
        _ => capacity,
    };
}
