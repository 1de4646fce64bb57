using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Domain.Calls;

public sealed class AttemptClockTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _stop = new();

    public void Dispose() => _stop.Dispose();

    [Fact]
    public void Runs_out_when_nothing_comes()
    {
        using var clock = Clock(first: 5, idle: 2, total: 60);

        Advance(clock, 4.999, false);
        Assert.False(clock.Answering);
        Assert.False(clock.InAll);
        Assert.Equal(TimeSpan.FromSeconds(5), clock.Waiting);
        Advance(clock, 0.001, true);
    }

    [Fact]
    public void Starts_the_idle_time_anew_with_every_sign_of_life()
    {
        using var clock = Clock(first: 5, idle: 2, total: 60);

        for (var i = 0; i < 10; i++)
        {
            clock.Progress();
            Advance(clock, 1.9, false);
        }

        Assert.True(clock.Answering);
        Assert.Equal(TimeSpan.FromSeconds(2), clock.Waiting);
        Advance(clock, 0.1, true);
    }

    [Fact]
    public void Never_runs_longer_than_the_total()
    {
        using var clock = Clock(first: 5, idle: 2, total: 10);

        for (var i = 0; i < 9; i++)
        {
            clock.Progress();
            Advance(clock, 1, false);
        }

        Assert.True(clock.InAll);
        Assert.Equal(TimeSpan.FromSeconds(10), clock.Waiting);
        Advance(clock, 1, true);
    }

    [Fact]
    public void Lets_only_the_total_run_while_it_rests()
    {
        using var clock = Clock(first: 5, idle: 2, total: 10);
        clock.Progress();
        clock.Rest();

        Advance(clock, 9.9, false);
        clock.Progress();
        Advance(clock, 0.1, true);
    }

    [Fact]
    public void Is_cancelled_when_the_call_is_stopped()
    {
        using var clock = Clock(first: 5, idle: 2, total: 10);

        _stop.Cancel();

        Assert.True(clock.Token.IsCancellationRequested);
    }

    [Fact]
    public void Is_over_at_once_when_nothing_is_left()
    {
        using var clock = Clock(first: 5, idle: 2, total: -1);

        Advance(clock, 0, true);
    }

    private AttemptClock Clock(double first, double idle, double total) =>
        new(_time, new RouteOptions { FirstByte = TimeSpan.FromSeconds(first), Idle = TimeSpan.FromSeconds(idle) }, null, TimeSpan.FromSeconds(total), _stop.Token);

    private void Advance(AttemptClock clock, double seconds, bool over)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(over, clock.Token.IsCancellationRequested);
    }
}
