using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Limits;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Limits;

public sealed class LimitsStageTests
{
    private readonly ManualTime _time = new();
    private readonly LimitsStage _stage;

    public LimitsStageTests() => _stage = new LimitsStage(new LimitBook(_time), new LimitsOptions(RequestsPerMinute: 1), static _ => TokenNeed.None);

    [Fact]
    public async Task Holds_a_key_to_the_default_and_rounds_the_wait_up_to_whole_seconds()
    {
        Assert.Null(await RunAsync(Given.Key()));
        _time.Advance(TimeSpan.FromSeconds(10.9));

        var error = (await RunAsync(Given.Key()))!;

        Assert.Equal(ErrorKind.RateLimited, error.Kind);
        Assert.Equal("requests_per_minute", error.Code);
        Assert.Equal(TimeSpan.FromSeconds(50), error.RetryAfter);
        Assert.Equal("This key may begin 1 calls a minute. The next is free in 50 s.", error.Message);
        _time.Advance(error.RetryAfter!.Value);
        Assert.Null(await RunAsync(Given.Key()));
    }

    [Fact]
    public async Task Holds_a_key_to_its_own_limit_before_the_default()
    {
        var key = Given.Key() with { RequestsPerMinute = 2 };

        Assert.Null(await RunAsync(key));
        Assert.Null(await RunAsync(key));
        Assert.NotNull(await RunAsync(key));
    }

    [Fact]
    public async Task Takes_new_defaults_while_it_runs()
    {
        Assert.Null(await RunAsync(Given.Key()));
        Assert.NotNull(await RunAsync(Given.Key()));

        _stage.Options = new LimitsOptions(RequestsPerMinute: 2);

        Assert.Null(await RunAsync(Given.Key()));
        Assert.NotNull(await RunAsync(Given.Key()));
    }

    [Fact]
    public async Task Gives_a_place_back_when_the_call_has_ended()
    {
        var key = Given.Key() with { RequestsPerMinute = 100, MaxConcurrentCalls = 1 };
        using var first = Call(key);
        Assert.IsType<CallResult.Unary>(await _stage.RunAsync(first, Answers, CancellationToken.None));

        var error = (await RunAsync(key))!;
        Assert.Equal("max_concurrent_calls", error.Code);
        Assert.Equal(TimeSpan.FromSeconds(1), error.RetryAfter);

        await first.EndAsync(CallEnd.Cut, null, CancellationToken.None);
        Assert.Null(await RunAsync(key));
    }

    [Fact]
    public async Task Gives_nothing_back_for_a_call_that_it_refused()
    {
        var key = Given.Key() with { RequestsPerMinute = 100, MaxConcurrentCalls = 1 };
        using var first = Call(key);
        using var refused = Call(key);
        await _stage.RunAsync(first, Answers, CancellationToken.None);
        await _stage.RunAsync(refused, Answers, CancellationToken.None);

        await refused.EndAsync(CallEnd.Failed, null, CancellationToken.None);

        Assert.NotNull(await RunAsync(key));
    }

    [Fact]
    public async Task Does_not_hold_the_admin()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(await RunAsync(Given.Key() with { IsAdmin = true }));
        }
    }

    private static ValueTask<CallResult> Answers(Call call, CancellationToken ct) => ValueTask.FromResult(Given.Answer());

    // Runs a call to its end.
    private async Task<CallError?> RunAsync(ApiKey key)
    {
        using var call = Call(key);
        var result = await _stage.RunAsync(call, Answers, CancellationToken.None);
        await call.EndAsync(CallEnd.Completed, null, CancellationToken.None);
        return (result as CallResult.Failed)?.Error;
    }

    private Call Call(ApiKey key)
    {
        var call = Given.Call(_time);
        call.State.Caller = new Caller(key);
        return call;
    }
}
