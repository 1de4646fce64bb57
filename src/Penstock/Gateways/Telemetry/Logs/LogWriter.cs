using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>Takes records from the queue and writes them: one at a time, off the path of every call.</summary>
internal sealed class LogWriter : IDisposable
{
    /// <summary>The category of the lines the log writes about itself.</summary>
    public const string Category = "Penstock.Log";

    private const int LinesBetweenFlushes = 256;

    private readonly LogQueue _queue;
    private readonly LogScrubber _scrubber;
    private readonly IReadOnlyList<ILogSink> _sinks;
    private readonly TimeProvider _time;
    private readonly JsonLogFormatter _json = new();
    private readonly Lock _writing = new();
    private readonly Task _loop;
    private bool _disposed;

    /// <summary>Begins to write. The sinks are disposed with it.</summary>
    public LogWriter(LogQueue queue, LogScrubber scrubber, IReadOnlyList<ILogSink> sinks, TimeProvider time)
    {
        (_queue, _scrubber, _sinks, _time) = (queue, scrubber, sinks, time);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Writes what waits, on the caller's thread; gives up when somebody else has been writing for this long.</summary>
    /// <returns>Whether it was written.</returns>
    public bool Flush(TimeSpan limit)
    {
        if (!_writing.TryEnter(limit)) return false;
        try
        {
            if (!_disposed) Drain();
            return true;
        }
        finally
        {
            _writing.Exit();
        }
    }

    /// <summary>Writes what waits and closes the sinks; a console that nobody reads holds this up for five seconds at most.</summary>
    public void Dispose()
    {
        _queue.Complete();
        var limit = TimeSpan.FromSeconds(5);
        if (!_loop.Wait(limit) || !_writing.TryEnter(limit)) return;
        try
        {
            if (_disposed) return;
            Drain();
            _disposed = true;
            foreach (var sink in _sinks) sink.Dispose();
            _json.Dispose();
        }
        finally
        {
            _writing.Exit();
        }
    }

    private async Task RunAsync()
    {
        while (await _queue.WaitAsync())
        {
            lock (_writing) Drain();
        }
    }

    private void Drain()
    {
        var lines = 0;
        while (_queue.TryTake(out var entry))
        {
            Write(entry);
            if (++lines % LinesBetweenFlushes == 0) FlushSinks();
        }

        if (_queue.TakeDropped() is var dropped and > 0)
        {
            Say(LogLevel.Warning, $"{dropped} log records were dropped, because they came faster than they could be written");
        }

        FlushSinks();
        foreach (var sink in _sinks)
        {
            if (sink.TakeTrouble() is not { } trouble) continue;
            Say(LogLevel.Error, trouble);
            FlushSinks();
        }
    }

    private void Write(LogEntry entry)
    {
        try
        {
            Write(LogLine.From(entry, _scrubber));
        }
        catch (Exception broken)
        {
            // Whatever it was, the log goes on. The record's own texts are not repeated: they may be the reason.
            Say(LogLevel.Error, $"a record of {entry.Category} could not be written: {broken.GetType()}");
        }
    }

    private void Write(LogLine line)
    {
        var json = _json.Format(line);
        foreach (var sink in _sinks) sink.Write(line, json);
    }

    private void Say(LogLevel level, string message) =>
        Write(new LogLine { Time = _time.GetUtcNow(), Level = level, Category = Category, Message = message });

    private void FlushSinks()
    {
        foreach (var sink in _sinks) sink.Flush();
    }
}
