using FsCheck;
using FsCheck.Fluent;
using Penstock.Batching;
using Penstock.Domain.Calls;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Batching;

/// <summary>Whatever callers do, each gets its own rows, its own fault, or is told why not.</summary>
public sealed class BatchPropertyTests
{
    /// <summary>What one caller does.</summary>
    private sealed record Visit(int Rows, int Priority, int Group, bool Bad, int TimeoutMs, bool Leaves);

    /// <summary>How the world is, and a seed for what happens when.</summary>
    private sealed record World(Visit[] Visits, int MaxRows, int Concurrency, int Slots, int DelayMs, int MaxQueue, bool Short, bool Copies, int Seed);

    private static Gen<World> Worlds =>
        from visits in Visits.ArrayOf()
        from maxRows in Gen.Choose(1, 12)
        from concurrency in Gen.Choose(1, 3)
        from slots in Gen.Choose(1, 3)
        from delay in Gen.Elements(0, 0, 5)
        from maxQueue in Gen.Elements(1000, 1000, 3)
        from isShort in Gen.Elements(true, false)
        from copies in Gen.Elements(true, false)
        from seed in Gen.Choose(0, int.MaxValue)
        select new World(visits, maxRows, concurrency, slots, delay, maxQueue, isShort, copies, seed);

    private static Gen<Visit> Visits =>
        from rows in Gen.Choose(1, 6)
        from priority in Gen.Elements(0, 0, 0, 1, 5, 20)
        from isGroup in Gen.Choose(0, 1)
        from bad in Gen.Frequency((8, Gen.Constant(false)), (1, Gen.Constant(true)))
        from timeout in Gen.Elements(0, 0, 3)
        from leaves in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new Visit(rows, priority, isGroup, bad, timeout, leaves);

    [Fact]
    public void Every_caller_gets_its_own_rows() => Penstock.Tests.Property.Holds(Worlds, world => HoldsAsync(world).GetAwaiter().GetResult());

    private static async Task HoldsAsync(World world)
    {
        var chance = new System.Random(world.Seed);
        var time = new ManualTime();
        using var slots = new BatchSlots(world.Slots);
        var groups = new System.Collections.Concurrent.ConcurrentDictionary<int[], int>();
        var runner = new FakeRunner { Short = world.Short, Copies = world.Copies, Fit = (first, next) => groups[first] == groups[next] };
        using var scheduler = new BatchScheduler<int[], int[]>(
            runner,
            new BatchOptions
            {
                MaxRows = world.MaxRows,
                Concurrency = world.Concurrency,
                MaxDelay = TimeSpan.FromMilliseconds(world.DelayMs),
                MaxQueue = world.MaxQueue,
            },
            slots,
            time);
        var callers = new List<(Visit Visit, int[] Rows, CancellationTokenSource Source, Task<BatchOutcome<int[]>> Answer)>();
        var next = 100;
        foreach (var visit in world.Visits)
        {
            // No value comes twice.
            var rows = Enumerable.Range(0, visit.Rows).Select(_ => next++).ToArray();
            rows[^1] = visit.Bad ? FakeRunner.Bad : rows[^1];
            groups[rows] = visit.Group;
            var source = new CancellationTokenSource();
            var terms = new BatchTerms(rows.Length, "m")
            {
                Priority = visit.Priority,
                QueueTimeout = visit.TimeoutMs > 0 ? TimeSpan.FromMilliseconds(visit.TimeoutMs) : null,
            };
            callers.Add((visit, rows, source, scheduler.RunAsync(rows, terms, source.Token).AsTask()));
            await HappenAsync(chance.Next(5));
        }

        // Who waits for a delay needs the clock, who runs needs an end.
        while (callers.Exists(caller => !caller.Answer.IsCompleted))
        {
            await HappenAsync(chance.Next(1, 4));
        }

        foreach (var (visit, rows, source, answer) in callers)
        {
            await CheckAsync(world, visit, rows, source, answer);
            source.Dispose();
        }

        Assert.Equal(0, scheduler.Waiting);

        async Task HappenAsync(int what)
        {
            switch (what)
            {
                case 1 when runner.HasBegun:
                    var run = await runner.NextAsync();
                    Assert.True(run.Entries.Count == 1 || run.Rows.Length <= world.MaxRows);
                    Assert.Single(run.Entries.Select(entry => groups[entry]).Distinct());
                    run.Finish();
                    break;
                case 2:
                    time.Advance(TimeSpan.FromMilliseconds(chance.Next(4)));
                    break;
                case 3 when callers.Where(caller => caller.Visit.Leaves).ToArray() is { Length: > 0 } leaving:
                    await leaving[chance.Next(leaving.Length)].Source.CancelAsync();
                    break;
                default:
                    await Task.Yield();
                    break;
            }
        }
    }

    private static async Task CheckAsync(World world, Visit visit, int[] rows, CancellationTokenSource source, Task<BatchOutcome<int[]>> answer)
    {
        try
        {
            var outcome = await answer;
            if (outcome.Error is { } error)
            {
                Assert.True(error.Kind == ErrorKind.RateLimited ? world.MaxQueue == 3 : error.Kind == ErrorKind.ProviderTimeout && visit.TimeoutMs > 0);
                return;
            }

            Assert.False(visit.Bad);
            Assert.Equal(rows.Select(row => row * 10), outcome.Result);
            Assert.Equal(rows.Length, outcome.Phases.Rows);
        }
        catch (OperationCanceledException)
        {
            Assert.True(source.IsCancellationRequested);
        }
        catch (InvalidOperationException)
        {
            Assert.True(visit.Bad);
        }
    }
}
