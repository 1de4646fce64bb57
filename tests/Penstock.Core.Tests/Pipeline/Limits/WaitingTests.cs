using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Limits;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Limits;

/// <summary>Calls that wait for their turn.</summary>
public sealed class WaitingTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly LimitBook _book;
    private readonly List<string> _served = [];

    public WaitingTests() => _book = new LimitBook(_time);

    public void Dispose() => _book.Dispose();

    [Fact]
    public async Task A_call_waits_until_there_is_room_and_no_longer()
    {
        _book.Apply([OneAtOnce(10)]);
        var running = Enter(Pass());
        var waiting = Wait(Pass());

        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(waiting.Task.IsCompleted);
        _book.Leave(running, (0, 0));

        Assert.Null(await waiting.Task);
        Assert.Equal(0, _book.Waiting);
    }

    [Fact]
    public async Task A_call_is_refused_when_it_has_waited_as_long_as_the_limit_says()
    {
        _book.Apply([OneAtOnce(10)]);
        Enter(Pass());
        var waiting = Wait(Pass());

        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(waiting.Task.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));

        var error = LimitErrors.Of((await waiting.Task)!);
        Assert.Equal((ErrorKind.RateLimited, "max_concurrent_calls"), (error.Kind, error.Code));
        Assert.Contains("It waited 10 s", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _book.Waiting);
    }

    [Fact]
    public async Task A_window_that_frees_serves_who_waits_by_one_timer()
    {
        _book.Apply([new Limit { Id = "limit", Rates = [new LimitRate(LimitUnit.Requests, 2, TimeSpan.FromSeconds(10))], MaxWait = TimeSpan.FromSeconds(30) }]);
        Enter(Pass());
        Enter(Pass());
        var (first, second, third) = (Wait(Pass()), Wait(Pass()), Wait(Pass()));

        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(first.Task.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.3));
        Assert.True(first.Task.IsCompleted && second.Task.IsCompleted && !third.Task.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(10.2));

        Assert.Null(await third.Task);
    }

    [Fact]
    public void Nobody_waits_for_what_cannot_come_in_time()
    {
        _book.Apply([new Limit { Id = "limit", Rates = [new LimitRate(LimitUnit.Requests, 1, TimeSpan.FromMinutes(1))], MaxWait = TimeSpan.FromSeconds(10) }]);
        Enter(Pass());

        var (refusal, waiter) = _book.Enter(Pass(), true, CancellationToken.None);

        Assert.Null(waiter);
        Assert.Equal(TimeSpan.FromSeconds(61), LimitErrors.Of(refusal!).RetryAfter);
    }

    [Fact]
    public async Task Callers_take_turns_however_many_calls_one_of_them_sends()
    {
        _book.Apply([OneAtOnce(60)]);
        var running = Enter(Pass());
        LimitPass[] passes = [.. Enumerable.Range(0, 5).Select(_ => Pass("greedy")), Pass("modest"), Pass("shy"), Pass("modest")];
        var waiters = passes.Select(Wait).ToArray();

        for (var i = 0; i < passes.Length; i++)
        {
            _book.Leave(running, (0, 0));
            var served = Array.FindIndex(waiters, waiter => waiter.Task.IsCompleted);
            Assert.Null(await waiters[served].Task);
            _served.Add(passes[served].Caller);
            running = passes[served];
            waiters[served] = new Waiter(running, null!, CancellationToken.None);
        }

        Assert.Equal(["greedy", "modest", "shy", "greedy", "modest", "greedy", "greedy", "greedy"], _served);
    }

    [Fact]
    public void Those_of_a_higher_priority_go_first()
    {
        _book.Apply([OneAtOnce(60), new Limit { Id = "gold", Applies = new Applies { Keys = ["gold"] }, Priority = 5 }]);
        var running = Enter(Pass());
        var common = Wait(Pass("common"));
        var gold = Wait(Pass("gold"));

        _book.Leave(running, (0, 0));

        Assert.True(gold.Task.IsCompletedSuccessfully);
        Assert.False(common.Task.IsCompleted);
    }

    [Fact]
    public void Nobody_new_passes_those_who_wait()
    {
        _book.Apply([new Limit { Id = "limit", Rates = [new LimitRate(LimitUnit.TotalTokens, 100, TimeSpan.FromMinutes(1))], MaxWait = TimeSpan.FromMinutes(2) }]);
        var running = Pass(need: 60);
        Enter(running);
        var large = Wait(Pass("large", 80));

        // It would fit, but the large one would wait for ever.
        var small = Wait(Pass("small", 10));
        Assert.False(small.Task.IsCompleted);

        _book.Leave(running, (20, 0));
        Assert.True(large.Task.IsCompletedSuccessfully);
        Assert.False(small.Task.IsCompleted);
    }

    [Fact]
    public async Task Who_leaves_gives_the_turn_up_and_those_behind_move_up()
    {
        _book.Apply([new Limit { Id = "limit", Rates = [new LimitRate(LimitUnit.TotalTokens, 100, TimeSpan.FromMinutes(1))], MaxWait = TimeSpan.FromMinutes(2) }]);
        Enter(Pass(need: 60));
        using var leaves = new CancellationTokenSource();
        var (_, large) = _book.Enter(Pass("large", 80), true, leaves.Token);
        var leaving = large!.WaitAsync();
        var small = Wait(Pass("small", 10));

        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        Assert.True(small.Task.IsCompletedSuccessfully);
        Assert.Equal(0, _book.Waiting);
    }

    [Fact]
    public void No_more_wait_than_may()
    {
        _book.Apply([OneAtOnce(60) with { MaxWaiting = 2 }]);
        Enter(Pass());
        Wait(Pass());
        Wait(Pass());

        var (refusal, waiter) = _book.Enter(Pass(), true, CancellationToken.None);

        Assert.Null(waiter);
        Assert.Equal(("max_waiting_calls", TimeSpan.FromSeconds(1)), (LimitErrors.Of(refusal!).Code, LimitErrors.Of(refusal!).RetryAfter));
    }

    [Fact]
    public async Task When_the_server_ends_whoever_waits_is_told_so_and_nobody_waits_any_more()
    {
        _book.Apply([OneAtOnce(60)]);
        Enter(Pass());
        var waiting = Wait(Pass());

        _book.EndWaiting();

        Assert.Equal(ErrorKind.Unavailable, LimitErrors.Of((await waiting.Task)!).Kind);
        var (refusal, waiter) = _book.Enter(Pass(), true, CancellationToken.None);
        Assert.Null(waiter);
        Assert.Equal(ErrorKind.Unavailable, LimitErrors.Of(refusal!).Kind);
    }

    [Fact]
    public void Who_waits_for_one_limit_and_then_finds_another_full_waits_there()
    {
        _book.Apply([OneAtOnce(60) with { Id = "a" }, new Limit { Id = "b", Each = [ScopeKind.Key], Concurrency = 1, MaxWait = TimeSpan.FromSeconds(60) }]);
        var first = Enter(Pass("x"));
        var y = Pass("y");
        var waitingY = Wait(y);
        var waitingX = Wait(Pass("x"));

        _book.Leave(first, (0, 0));
        Assert.True(waitingY.Task.IsCompletedSuccessfully);
        Assert.False(waitingX.Task.IsCompleted);
        _book.Leave(y, (0, 0));
        Assert.True(waitingX.Task.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_limit_that_goes_lets_those_who_waited_for_it_in()
    {
        _book.Apply([OneAtOnce(60)]);
        Enter(Pass());
        var waiting = Wait(Pass());

        _book.Apply([]);

        Assert.True(waiting.Task.IsCompletedSuccessfully);
    }

    private static Limit OneAtOnce(int wait) => new() { Id = "limit", Concurrency = 1, MaxWait = TimeSpan.FromSeconds(wait) };

    private LimitPass Enter(LimitPass pass)
    {
        var (refusal, waiter) = _book.Enter(pass, true, CancellationToken.None);
        Assert.Null(refusal);
        Assert.Null(waiter);
        return pass;
    }

    private Waiter Wait(LimitPass pass)
    {
        var (refusal, waiter) = _book.Enter(pass, true, CancellationToken.None);
        Assert.Null(refusal);
        return waiter!;
    }

    private LimitPass Pass(string key = "key_1", long need = 0)
    {
        var call = Given.Call(_time);
        call.State.Caller = new Caller(Given.Key(key));
        call.State.Model = Given.Model("gpt");
        return _book.OfCall(call, new LimitsOptions(), _ => new TokenNeed(need, 0, Stated: true))!;
    }
}
