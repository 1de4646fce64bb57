using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Pipeline.Route;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Route;

public sealed class TargetHealthTests
{
    private static readonly CallError s_away = new(ErrorKind.ProviderUnavailable, "Away.");
    private static readonly BreakerOptions s_options = new()
    {
        Failures = 3,
        Window = TimeSpan.FromSeconds(30),
        CoolDown = TimeSpan.FromSeconds(5),
        LongestCoolDown = TimeSpan.FromSeconds(15),
    };

    private readonly ManualTime _time = new();
    private readonly TargetHealth _health;

    public TargetHealthTests() => _health = new TargetHealth(_time);

    [Fact]
    public void Opens_after_so_many_failures_and_lets_one_probe_through_after_the_cool_down()
    {
        Fail(2);
        Assert.True(_health.TryEnter(out var probe));
        Assert.False(probe);

        Fail(1);
        Assert.False(_health.TryEnter(out _));
        Assert.Equal(TimeSpan.FromSeconds(5), _health.Left);

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(_health.TryEnter(out probe));
        Assert.True(probe);
        Assert.False(_health.TryEnter(out _));
    }

    [Fact]
    public void Closes_when_the_probe_is_answered()
    {
        Open();

        _health.Report(null, s_options);

        Assert.True(_health.TryEnter(out var probe));
        Assert.False(probe);
    }

    [Fact]
    public void Stays_open_twice_as_long_each_time_the_probe_fails_up_to_a_bound()
    {
        Open();
        Fail(1);
        Assert.Equal(TimeSpan.FromSeconds(10), _health.Left);

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(_health.TryEnter(out _));
        Fail(1);
        Assert.Equal(TimeSpan.FromSeconds(15), _health.Left);
    }

    [Fact]
    public void Gives_the_probe_to_the_next_call_when_the_first_was_stopped()
    {
        Open();

        _health.Abandon();

        Assert.True(_health.TryEnter(out var probe));
        Assert.True(probe);
    }

    [Fact]
    public void Does_not_open_while_most_calls_are_answered()
    {
        for (var i = 0; i < 20; i++)
        {
            _health.Report(null, s_options);
            _health.Report(i % 3 == 0 ? s_away : null, s_options);
        }

        Assert.True(_health.TryEnter(out _));
    }

    [Fact]
    public void Forgets_failures_of_another_window()
    {
        Fail(2);
        _time.Advance(TimeSpan.FromSeconds(31));
        Fail(2);

        Assert.True(_health.TryEnter(out _));
    }

    [Theory]
    [InlineData(null, 5)]
    [InlineData(12, 12)]
    [InlineData(3600, 15)]
    public void Cools_down_as_long_as_a_provider_asks_that_has_had_enough(int? asked, int rests)
    {
        _health.Report(Given.ProviderError(429, asked is null ? null : TimeSpan.FromSeconds(asked.Value)), s_options);

        Assert.False(_health.TryEnter(out _));
        Assert.Equal(TimeSpan.FromSeconds(rests), _health.Left);
        _time.Advance(TimeSpan.FromSeconds(rests));
        Assert.True(_health.TryEnter(out var probe));
        Assert.False(probe);
    }

    [Fact]
    public void Takes_an_error_of_the_caller_for_a_sign_of_health()
    {
        for (var i = 0; i < 10; i++)
        {
            _health.Report(Given.ProviderError(400), s_options);
        }

        Assert.True(_health.TryEnter(out _));
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _health.Report(s_away, s_options);
        }
    }

    // Open, with a probe on its way.
    private void Open()
    {
        Fail(3);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(_health.TryEnter(out _));
    }
}
