using Penstock.Domain.Calls;
using Penstock.Pipeline.Meter;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Meter;

public sealed class PredictStatisticsTests
{
    private readonly ManualTime _time = new();
    private readonly PredictStatistics _statistics = new();

    [Fact]
    public void Has_nothing_of_a_model_that_was_never_called() => Assert.Equal(new ModelStatistics("iris", "3"), _statistics.Of("iris", "3"));

    [Fact]
    public async Task Counts_rows_runs_and_times_by_version()
    {
        // Two calls that shared a run of five rows, and one that ran alone.
        await EndedAsync("3", Phases(2, 5, 1));
        await EndedAsync("3", Phases(3, 5, 0));
        await EndedAsync("3", Phases(1, 1, 1));
        await EndedAsync("4", Phases(7, 7, 1));

        var read = _statistics.Of("iris", "3");

        Assert.Equal((6, 2), (read.Inferences, read.Executions));
        Assert.Equal(new Tally(3, 30_000_000), read.Success);
        Assert.Equal(new Tally(0, 0), read.Fail);
        Assert.Equal(
            [new Tally(3, 3_000_000), new Tally(3, 6_000_000), new Tally(3, 9_000_000), new Tally(3, 12_000_000)],
            [read.Queue, read.Input, read.Compute, read.Output]);
        Assert.Equal(
            [
                new BatchTally(1, new Tally(1, 2_000_000), new Tally(1, 3_000_000), new Tally(1, 4_000_000)),
                new BatchTally(5, new Tally(1, 2_000_000), new Tally(1, 3_000_000), new Tally(1, 4_000_000)),
            ],
            read.Batches);
        Assert.Equal(7, _statistics.Of("iris", "4").Inferences);
        Assert.Equal(0, _statistics.Of("iris", null).Inferences);
    }

    [Fact]
    public async Task Counts_a_failed_call_by_its_time_alone()
    {
        await EndedAsync(null, Phases(2, 2, 1), new CallError(ErrorKind.InvalidInput, "No."));

        var read = _statistics.Of("iris", null);
        Assert.Equal((new Tally(1, 10_000_000), new Tally(0, 0)), (read.Fail, read.Success));
        Assert.Equal((0, 0, 0), (read.Inferences, read.Executions, read.LastInference));
    }

    [Fact]
    public async Task Knows_when_the_last_call_was_answered()
    {
        await EndedAsync(null, Phases(1, 1, 1));
        var ended = _time.GetUtcNow().ToUnixTimeMilliseconds();
        _time.Advance(TimeSpan.FromMinutes(1));
        await EndedAsync(null, Phases(1, 1, 1), new CallError(ErrorKind.Internal, "No."));

        Assert.Equal(ended, _statistics.Of("iris", null).LastInference);
    }

    [Fact]
    public async Task Keeps_the_sizes_that_callers_choose_few()
    {
        for (var rows = 1; rows <= 1000; rows++)
        {
            await EndedAsync(null, Phases(rows, rows, 1));
        }

        var batches = _statistics.Of("iris", null).Batches;
        Assert.InRange(batches.Count, 256, 260);
        Assert.Equal(1000, batches.Sum(batch => batch.Compute.Count));
        Assert.Equal([512, 1024], batches.Select(batch => batch.Size).Where(size => size > 256));
    }

    private static PredictPhases Phases(long rows, long runRows, int runs) =>
        new(rows, Milliseconds(1), Milliseconds(2), Milliseconds(3), Milliseconds(4)) { RunRows = runRows, Runs = runs };

    private static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);

    private async Task EndedAsync(string? version, PredictPhases phases, CallError? error = null)
    {
        using var call = Given.Call(_time, new CallHead { Capability = Capability.Predict, Dialect = "penstock", Model = "iris" });
        call.State.Model = Given.Model("iris", Given.Target(new FakeEngine())) with { Version = version };
        _time.Advance(Milliseconds(10));
        await call.EndAsync(error is null ? CallEnd.Completed : CallEnd.Failed, error, CancellationToken.None);
        _statistics.Record(call, phases);
    }
}
