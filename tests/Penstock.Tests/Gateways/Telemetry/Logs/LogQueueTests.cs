using Microsoft.Extensions.Logging;
using Penstock.Gateways.Telemetry.Logs;
using Xunit;

namespace Penstock.Tests.Gateways.Telemetry.Logs;

/// <summary>Complaint C15 of gateways.md, section 5: queues that grow while nobody takes from them.</summary>
public sealed class LogQueueTests
{
    [Fact]
    public void Drops_low_levels_first_and_counts_what_it_dropped()
    {
        var queue = new LogQueue(8);
        foreach (var level in (LogLevel[])[LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error])
        {
            for (var i = 0; i < 8; i++) queue.Add(Entry(level));
        }

        Assert.Equal(24, queue.TakeDropped());
        Assert.Equal(0, queue.TakeDropped());
        List<LogLevel> kept = [];
        while (queue.TryTake(out var entry)) kept.Add(entry.Level);
        Assert.Equal(
            [LogLevel.Debug, LogLevel.Debug, LogLevel.Debug, LogLevel.Debug, LogLevel.Information, LogLevel.Information, LogLevel.Warning, LogLevel.Error], kept);
        queue.Add(Entry(LogLevel.Trace));
        Assert.True(queue.TryTake(out _));
    }

    [Fact]
    public async Task Ends_after_what_it_still_holds()
    {
        var queue = new LogQueue(8);
        queue.Add(Entry(LogLevel.Information));
        queue.Complete();
        queue.Add(Entry(LogLevel.Critical));
        Assert.True(await queue.WaitAsync());
        Assert.True(queue.TryTake(out _));
        Assert.False(await queue.WaitAsync());
        Assert.Equal(1, queue.TakeDropped());
    }

    private static LogEntry Entry(LogLevel level) => new() { Time = default, Level = level, Category = "c", Message = "m" };
}
