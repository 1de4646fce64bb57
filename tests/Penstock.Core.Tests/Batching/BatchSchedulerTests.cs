using Penstock.Batching;
using Penstock.Domain.Calls;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Batching;

public sealed class BatchSchedulerTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly BatchSlots _slots = new(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _slots.Dispose();

    [Fact]
    public async Task Runs_at_once_on_the_callers_thread_when_nothing_runs()
    {
        var runner = new FakeRunner { Short = true };
        using var scheduler = Scheduler(runner);

        var one = RunAsync(scheduler, [1, 2]);

        // Without a step in between: the run began while the caller asked for it.
        Assert.True(runner.HasBegun);
        Assert.Equal(0, scheduler.Waiting);
        (await runner.NextAsync()).Finish();
        var outcome = await one;
        Same([10, 20], outcome.Result);
        Assert.Equal(new PredictPhases(2, TimeSpan.Zero, Milliseconds(1), Milliseconds(2), Milliseconds(3)), outcome.Phases);
    }

    [Fact]
    public async Task Puts_what_waits_into_the_next_run_up_to_the_row_limit()
    {
        var runner = new FakeRunner();
        using var scheduler = Scheduler(runner, new BatchOptions { MaxRows = 4 });
        var first = RunAsync(scheduler, [1]);
        var running = await runner.NextAsync();
        Task<BatchOutcome<int[]>>[] waiting = [RunAsync(scheduler, [2, 3]), RunAsync(scheduler, [4]), RunAsync(scheduler, [5, 6]), RunAsync(scheduler, [7])];
        Assert.Equal(4, scheduler.Waiting);
        _time.Advance(Milliseconds(5));

        running.Finish();
        var second = await runner.NextAsync();
        Same([2, 3, 4], second.Rows);
        second.Finish();
        var third = await runner.NextAsync();
        Same([5, 6, 7], third.Rows);
        third.Finish();

        Same([10], (await first).Result);
        Same([20, 30], (await waiting[0]).Result);
        Same([40], (await waiting[1]).Result);
        Same([50, 60], (await waiting[2]).Result);
        Same([70], (await waiting[3]).Result);
        Assert.Equal(
            [(2, 1, 3, 5), (1, 0, 3, 5), (2, 1, 3, 5), (1, 0, 3, 5)],
            waiting.Select(task => task.Result.Phases).Select(phases => ((int)phases.Rows, phases.Runs, (int)phases.RunRows, (int)phases.Queue.TotalMilliseconds)));
    }

    [Fact]
    public async Task Runs_what_is_larger_than_the_limit_alone()
    {
        var runner = new FakeRunner();
        using var scheduler = Scheduler(runner, new BatchOptions { MaxRows = 2 });
        _ = RunAsync(scheduler, [1]);
        var running = await runner.NextAsync();
        _ = RunAsync(scheduler, [2, 3, 4]);
        _ = RunAsync(scheduler, [5]);

        running.Finish();

        var second = await runner.NextAsync();
        Same([2, 3, 4], second.Rows);
        second.Finish();
        Same([5], (await runner.NextAsync()).Rows);
    }

    [Fact]
    public async Task Passes_over_what_does_not_fit_and_begins_with_it_next()
    {
        var runner = new FakeRunner { Fit = (first, next) => first[0] % 2 == next[0] % 2 };
        using var scheduler = Scheduler(runner);
        _ = RunAsync(scheduler, [1]);
        var running = await runner.NextAsync();
        foreach (var row in Enumerable.Range(2, 4))
        {
            _ = RunAsync(scheduler, [row]);
        }

        running.Finish();

        var second = await runner.NextAsync();
        Same([2, 4], second.Rows);
        second.Finish();
        Same([3, 5], (await runner.NextAsync()).Rows);
    }

    [Fact]
    public async Task Goes_by_level_and_then_by_arrival()
    {
        var runner = new FakeRunner();
        using var scheduler = Scheduler(runner, new BatchOptions { MaxRows = 1 });
        _ = RunAsync(scheduler, [1]);
        var running = await runner.NextAsync();
        foreach (var (row, priority) in new[] { (2, 0), (3, 11), (4, 1), (5, 0), (6, 1), (7, 2) })
        {
            _ = RunAsync(scheduler, [row], priority: priority);
        }

        var order = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            running.Finish();
            running = await runner.NextAsync();
            order.AddRange(running.Rows);
        }

        Same([4, 6, 7, 2, 5, 3], order);
    }

    [Fact]
    public async Task Begins_with_what_has_waited_too_long_whatever_its_level()
    {
        var runner = new FakeRunner();
        using var scheduler = Scheduler(runner, new BatchOptions { MaxRows = 1 });
        _ = RunAsync(scheduler, [1]);
        var running = await runner.NextAsync();
        _ = RunAsync(scheduler, [2], priority: 50);
        _time.Advance(TimeSpan.FromSeconds(1));
        _ = RunAsync(scheduler, [3], priority: 1);

        running.Finish();

        Same([2], (await runner.NextAsync()).Rows);
    }

    [Fact]
    public async Task Lets_one_bad_row_fail_alone()
    {
        var runner = new FakeRunner();
        using var scheduler = Scheduler(runner);
        var first = RunAsync(scheduler, [1]);
        var running = await runner.NextAsync();
        var (good, bad, better) = (RunAsync(scheduler, [2]), RunAsync(scheduler, [FakeRunner.Bad]), RunAsync(scheduler, [3]));
        running.Finish();
        (await runner.NextAsync()).Finish();
        foreach (var row in new[] { 2, FakeRunner.Bad, 3 })
        {
            var alone = await runner.NextAsync();
            Assert.Equal([row], alone.Rows);
            alone.Finish();
        }

        Same([20], (await good).Result);
        Same([30], (await better).Result);
        Assert.Equal("Thirteen!", (await Assert.ThrowsAsync<InvalidOperationException>(() => bad)).Message);
        Same([10], (await first).Result);
    }

    [Fact]
    public async Task Runs_each_alone_when_the_answer_cannot_be_cut()
    {
        var runner = new FakeRunner { Uncuttable = true };
        using var scheduler = Scheduler(runner);
        _ = RunAsync(scheduler, [1]);
        var running = await runner.NextAsync();
        var (one, other) = (RunAsync(scheduler, [2]), RunAsync(scheduler, [3]));
        running.Finish();
        (await runner.NextAsync()).Finish();
        (await runner.NextAsync()).Finish();
        (await runner.NextAsync()).Finish();

        Same([20], (await one).Result);
        Same([30], (await other).Result);
    }

    [Fact]
    public async Task Refuses_what_comes_when_the_queue_is_full()
    {
        var runner = new FakeRunner();
        using var scheduler = Scheduler(runner, new BatchOptions { MaxQueue = 2 });
        var first = RunAsync(scheduler, [1]);
        var running = await runner.NextAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        running.Finish();
        await first;
        _ = RunAsync(scheduler, [2]);
        await runner.NextAsync();
        _ = RunAsync(scheduler, [3]);
        _ = RunAsync(scheduler, [4]);

        var error = (await RunAsync(scheduler, [5])).Error!;

        Assert.Equal((ErrorKind.RateLimited, "queue_full", 429), (error.Kind, error.Code, error.Status));
        Assert.Contains("2 calls of this model wait already", error.Message);

        // Two that wait, three seconds each as the one before them.
        Assert.Equal(TimeSpan.FromSeconds(6), error.RetryAfter);
    }

    [Fact]
    public async Task Drops_what_has_waited_as_long_as_it_may()
    {
        var runner = new FakeRunner();
        using var scheduler = Scheduler(runner);
        _ = RunAsync(scheduler, [1]);
        var running = await runner.NextAsync();
        var late = RunAsync(scheduler, [2], timeout: Milliseconds(20));
        var patient = RunAsync(scheduler, [3], timeout: Milliseconds(30));

        _time.Advance(Milliseconds(20));

        var error = (await late).Error!;
        Assert.Equal((ErrorKind.ProviderTimeout, "deadline_exceeded", 504), (error.Kind, error.Code, error.Status));
        Assert.Contains("waited 0.02 s", error.Message);
        running.Finish();
        var second = await runner.NextAsync();
        Same([3], second.Rows);
        _time.Advance(Milliseconds(20));
        second.Finish();
        Same([30], (await patient).Result);
    }

    [Fact]
    public async Task Drops_what_is_cancelled_while_it_waits()
    {
        var runner = new FakeRunner();
        using var scheduler = Scheduler(runner);
        using var source = new CancellationTokenSource();
        _ = RunAsync(scheduler, [1]);
        var running = await runner.NextAsync();
        var left = RunAsync(scheduler, [2], ct: source.Token);
        var stays = RunAsync(scheduler, [3]);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal(1, scheduler.Waiting);
        running.Finish();
        var second = await runner.NextAsync();
        Same([3], second.Rows);
        second.Finish();
        Same([30], (await stays).Result);
    }

    [Fact]
    public async Task Lets_a_caller_leave_a_run_that_goes_on_for_the_others_and_ends_one_that_nobody_needs()
    {
        var runner = new FakeRunner();
        using var scheduler = Scheduler(runner);
        using var one = new CancellationTokenSource();
        using var other = new CancellationTokenSource();
        _ = RunAsync(scheduler, [1]);
        var running = await runner.NextAsync();
        var (left, alsoLeft) = (RunAsync(scheduler, [2], ct: one.Token), RunAsync(scheduler, [3], ct: other.Token));
        running.Finish();
        var shared = await runner.NextAsync();
        Same([2, 3], shared.Rows);

        await one.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.False(shared.Batch!.Stopped.IsCancellationRequested);

        await other.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => alsoLeft);
        Assert.True(shared.Batch!.Stopped.IsCancellationRequested);

        // The slot is free again.
        _ = RunAsync(scheduler, [4]);
        Same([4], (await runner.NextAsync()).Rows);
    }

    [Fact]
    public async Task Keeps_a_caller_whose_memory_is_read_until_the_run_has_ended()
    {
        var runner = new FakeRunner { Copies = false };
        using var scheduler = Scheduler(runner);
        using var source = new CancellationTokenSource();
        _ = RunAsync(scheduler, [1]);
        var running = await runner.NextAsync();
        var (left, stays) = (RunAsync(scheduler, [2], ct: source.Token), RunAsync(scheduler, [3]));
        running.Finish();
        var shared = await runner.NextAsync();
        await source.CancelAsync();
        Assert.False(left.IsCompleted);

        shared.Finish();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Same([30], (await stays).Result);
    }

    [Fact]
    public async Task Waits_for_more_rows_only_while_another_run_is_under_way()
    {
        using var slots = new BatchSlots(3);
        var runner = new FakeRunner();
        using var scheduler = new BatchScheduler<int[], int[]>(
            runner, new BatchOptions { MaxRows = 2, MaxDelay = Milliseconds(10), Concurrency = 3 }, slots, _time);
        _ = RunAsync(scheduler, [1]);
        Same([1], (await runner.NextAsync()).Rows);

        _ = RunAsync(scheduler, [2]);
        Assert.Equal(1, scheduler.Waiting);
        _time.Advance(Milliseconds(9));
        Assert.Equal(1, scheduler.Waiting);
        _ = RunAsync(scheduler, [3]);
        Same([2, 3], (await runner.NextAsync()).Rows);

        _ = RunAsync(scheduler, [4]);
        _time.Advance(Milliseconds(10));
        Same([4], (await runner.NextAsync()).Rows);
    }

    [Fact]
    public async Task Decides_who_rides_along_when_a_slot_of_another_model_is_free()
    {
        var runner = new FakeRunner();
        using var scheduler = Scheduler(runner);
        Assert.True(_slots.TryEnter());
        _ = RunAsync(scheduler, [1]);
        _ = RunAsync(scheduler, [2]);
        Assert.Equal(2, scheduler.Waiting);

        _slots.Exit();

        Same([1, 2], (await runner.NextAsync()).Rows);
    }

    private static void Same(IEnumerable<int> expected, IEnumerable<int>? actual) => Assert.Equal(expected, actual);

    private static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);

    private static Task<BatchOutcome<int[]>> RunAsync(
        BatchScheduler<int[], int[]> scheduler, int[] rows, int priority = 0, TimeSpan? timeout = null, CancellationToken? ct = null) =>
        scheduler.RunAsync(rows, new BatchTerms(rows.Length, "m") { Priority = priority, QueueTimeout = timeout }, ct ?? Ct).AsTask();

    private BatchScheduler<int[], int[]> Scheduler(FakeRunner runner, BatchOptions? options = null) => new(runner, options ?? new BatchOptions(), _slots, _time);
}
