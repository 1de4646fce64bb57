using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Route;

/// <summary>What Route does with targets whose limits are full.</summary>
public sealed class RouteStageLimitsTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Passes_over_a_target_that_is_full_and_records_no_attempt_there()
    {
        var limits = new FakeLimits("a");
        using var call = Call(limits, ("a", Answers()), ("b", Answers()));

        Assert.IsType<CallResult.Unary>(await Routing.RunAsync(call));

        Assert.Equal(["b"], call.State.Attempts.Select(attempt => attempt.Provider));
        Assert.Equal(["try a", "try b"], limits.Asked);
        Assert.Equal(["limits: a is full"], call.State.Decisions);
    }

    [Fact]
    public async Task Refuses_when_all_are_full_and_asks_for_a_wait_at_the_first()
    {
        var limits = new FakeLimits("a", "b");
        using var call = Call(limits, ("a", Answers()), ("b", Answers()));

        Assert.Equal(FakeLimits.Full, Assert.IsType<CallResult.Failed>(await Routing.RunAsync(call)).Error);

        Assert.Empty(call.State.Attempts);
        Assert.Equal("wait a", limits.Asked[^1]);
    }

    [Fact]
    public async Task Waits_for_its_turn_outside_the_time_that_the_provider_is_given()
    {
        var limits = new FakeLimits("a") { Turn = new TaskCompletionSource<CallError?>() };
        using var call = Call(limits, ("a", Answers()));

        var running = Routing.RunAsync(call);
        _time.Advance(TimeSpan.FromHours(1));
        limits.Turn.SetResult(null);

        Assert.IsType<CallResult.Unary>(await running);
    }

    [Fact]
    public async Task A_client_that_leaves_while_it_waits_is_not_sent_anywhere()
    {
        var limits = new FakeLimits("a") { Turn = new TaskCompletionSource<CallError?>() };
        var engine = new FakeEngine(FakeEngine.Gives(Given.Answer()));
        using var call = Call(limits, ("a", engine));

        var running = Routing.RunAsync(call);
        call.Stop(Given.Left);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(engine.Tries);
    }

    [Fact]
    public async Task Tells_of_a_failed_attempt_before_it_enters_the_next_target_and_gives_the_failure_when_that_is_full()
    {
        var limits = new FakeLimits("b");
        using var call = Call(limits, ("a", new FakeEngine(FakeEngine.Fails(Given.ProviderError(500)))), ("b", Answers()));

        Assert.Equal(500, Assert.IsType<CallResult.Failed>(await Routing.RunAsync(call)).Error.Status);

        Assert.Equal(["try a", "failed ProviderError", "try b", "wait b"], limits.Asked);
    }

    private static FakeEngine Answers() => new(FakeEngine.Gives(Given.Answer()));

    private Call Call(ITargetLimits limits, params (string Provider, FakeEngine Engine)[] targets)
    {
        var call = Given.Call(_time);
        var route = new RouteOptions { Attempts = 1, Total = TimeSpan.FromSeconds(60) };
        call.State.AllowedTargets = [.. targets.Select((target, order) => new Target(target.Provider, "gpt", target.Engine, route) { Order = order })];
        call.State.TargetLimits = limits;
        return call;
    }
}
