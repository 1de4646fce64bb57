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

    [Fact]
    public async Task Holds_the_admin_to_limits_that_are_not_the_keys_own()
    {
        var stage = Stage(new Limit { Id = "all", Rates = [new LimitRate(LimitUnit.Requests, 1, TimeSpan.FromMinutes(1))] });
        using var first = Call(Given.Key() with { IsAdmin = true });
        using var second = Call(Given.Key() with { IsAdmin = true });

        Assert.IsType<CallResult.Unary>(await stage.RunAsync(first, Answers, CancellationToken.None));
        var refused = Assert.IsType<CallResult.Failed>(await stage.RunAsync(second, Answers, CancellationToken.None));

        Assert.Equal("The limit 'all' lets all callers begin 1 calls a minute. The next is free in 61 s.", refused.Error.Message);
        Assert.Equal(["limit all: refused"], second.State.Decisions);
        Assert.Equal(("all", 0L), (second.State.Quotas!.Of(LimitUnit.Requests).Limit, second.State.Quotas!.Of(LimitUnit.Requests).Remaining));
    }

    [Fact]
    public async Task Tells_upstream_how_much_it_took_for_a_call_that_stated_no_maximum()
    {
        var limit = new Limit { Id = "tokens", Rates = [new LimitRate(LimitUnit.TotalTokens, 100_000, TimeSpan.FromMinutes(1))], DefaultOutput = 500 };
        using var unstated = Call(Given.Key());
        using var stated = Call(Given.Key());

        await Stage(new TokenNeed(10, long.MaxValue, Stated: false), limit).RunAsync(unstated, Answers, CancellationToken.None);
        await Stage(new TokenNeed(10, 900, Stated: true), limit).RunAsync(stated, Answers, CancellationToken.None);

        Assert.Equal((500L, null), (unstated.State.OutputCap, stated.State.OutputCap));
    }

    [Theory]
    [InlineData(null, true, 30)]
    [InlineData(ErrorKind.ClientLeft, true, 30)]
    [InlineData(ErrorKind.ClientLeft, false, 200)]
    [InlineData(ErrorKind.ProviderTimeout, false, 200)]
    [InlineData(ErrorKind.ProviderError, false, 0)]
    [InlineData(ErrorKind.ProviderUnavailable, false, 0)]
    public async Task Counts_what_was_used_and_where_nobody_knows_all_that_may_have_been(ErrorKind? kind, bool reported, long used)
    {
        var book = new LimitBook(_time);
        book.Apply([new Limit { Id = "tokens", Rates = [new LimitRate(LimitUnit.TotalTokens, 1000, TimeSpan.FromMinutes(1))] }]);
        var stage = new LimitsStage(book, new LimitsOptions(), static _ => new TokenNeed(100, 100, Stated: true));
        using var call = Call(Given.Key());
        await stage.RunAsync(call, Answers, CancellationToken.None);
        Assert.Equal(200, book.UseOf("tokens", 1)[0].Rates[0].Held);

        call.State.EngineStarted = _time.GetTimestamp();
        call.State.Usage = reported ? new TokenUsage { Input = 20, Output = 10 } : null;
        await call.EndAsync(kind is null ? CallEnd.Completed : CallEnd.Failed, kind is { } known ? new CallError(known, "It failed.") : null, CancellationToken.None);

        Assert.Equal(used, book.UseOf("tokens", 1) is [var use] ? use.Rates[0].Used : 0);
        Assert.Equal(0, book.UseOf("tokens", 1) is [var again] ? again.Rates[0].Held : 0);
    }

    [Fact]
    public async Task Gives_everything_back_for_a_call_that_never_reached_an_engine()
    {
        var book = new LimitBook(_time);
        book.Apply([new Limit { Id = "tokens", Rates = [new LimitRate(LimitUnit.OutputTokens, 1000, TimeSpan.FromMinutes(1))] }]);
        using var call = Call(Given.Key());
        await new LimitsStage(book, new LimitsOptions(), static _ => new TokenNeed(100, 100, Stated: true)).RunAsync(call, Answers, CancellationToken.None);

        await call.EndAsync(CallEnd.Failed, new CallError(ErrorKind.Internal, "A stage refused."), CancellationToken.None);

        Assert.Empty(book.UseOf("tokens", 1));
    }

    [Fact]
    public async Task Counts_attempts_where_a_limit_is_about_providers()
    {
        var stage = Stage(new TokenNeed(10, 90, Stated: true), new Limit { Id = "a", Providers = ["house"], Rates = [new LimitRate(LimitUnit.TotalTokens, 150, TimeSpan.FromMinutes(1))], MaxWait = TimeSpan.Zero });
        using var call = Call(Given.Key());
        var target = Given.Target(null!);
        await stage.RunAsync(call, Answers, CancellationToken.None);
        var limits = call.State.TargetLimits!;

        Assert.Null(limits.TryEnter(call, target));
        Assert.Null(limits.TryEnter(call, target with { Provider = "another" }));
        call.State.EngineStarted = 1;
        limits.Failed(call, Given.ProviderError(500));
        Assert.Null(limits.TryEnter(call, target));
        Assert.Equal("total_tokens_per_minute", limits.TryEnter(call, target)!.Code);
        await call.EndAsync(CallEnd.Completed, null, CancellationToken.None);
    }

    private LimitsStage Stage(params Limit[] limits) => Stage(TokenNeed.None, limits);

    private LimitsStage Stage(TokenNeed need, params Limit[] limits)
    {
        var book = new LimitBook(_time);
        book.Apply(limits);
        return new LimitsStage(book, new LimitsOptions(), _ => need);
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
