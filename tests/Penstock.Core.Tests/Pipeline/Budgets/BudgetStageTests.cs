using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Money;
using Penstock.Pipeline;
using Penstock.Pipeline.Budgets;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Budgets;

public sealed class BudgetStageTests
{
    private readonly ManualTime _time = new();
    private readonly InMemoryBudgetStore _store = new();
    private readonly BudgetBook _book;
    private RequestBound _bound = new(100, 90, InputIsOpen: false);

    public BudgetStageTests() => _book = new BudgetBook(_time);

    [Fact]
    public async Task Holds_the_bound_while_the_call_runs_and_charges_what_it_used()
    {
        Take(0.01m);
        var held = 0m;
        var (call, result) = await RunAsync((call, _, _) =>
        {
            held = Standing().Reserved.Value;
            return Answers(call, 100, 50);
        });
        await call.EndAsync(CallEnd.Completed, null, TestContext.Current.CancellationToken);

        Assert.IsType<CallResult.Unary>(result);
        Assert.Equal(0.001m, held);
        Assert.Equal((0.0006m, 0m), (Standing().Spent.Value, Standing().Reserved.Value));
        var hold = Assert.Single(_store.Entries);
        Assert.Equal((BudgetEntryKind.Hold, 0.001m), (hold.Kind, new Amount(hold.Units).Value));
        Assert.Equal((0.0006m, hold.Lines), (call.State.Settled!.Value.Value, call.State.SettledOn));
    }

    [Fact]
    public async Task Lowers_the_output_cap_to_what_is_left_and_refuses_when_not_even_the_least_fits()
    {
        // A5: a bound that does not fit is no reason for a refusal as long as an answer fits.
        Take(0.0005m);
        var (call, _) = await RunAsync((call, _, _) => Answers(call, 100, 40));
        await call.EndAsync(CallEnd.Completed, null, TestContext.Current.CancellationToken);
        Assert.Equal(40, call.State.OutputCap);

        var (_, refused) = await RunAsync((_, _, _) => throw new InvalidOperationException("Nobody comes here."));
        var error = Assert.IsType<CallResult.Failed>(refused).Error;
        Assert.Equal((ErrorKind.BudgetExceeded, 429), (error.Kind, error.Status));
        Assert.Contains("'a'", error.Message, StringComparison.Ordinal);
        Assert.Contains("2026-12-01T00:00:00Z", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0.0005", error.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromDays(10), error.RetryAfter);
    }

    [Fact]
    public async Task Inserts_a_cap_where_the_request_states_none()
    {
        Take(10m);
        _bound = new RequestBound(100, null, InputIsOpen: false);

        var (call, _) = await RunAsync((call, _, _) => Answers(call, 100, 40));

        Assert.Equal(Budget.DefaultOutput, call.State.OutputCap);
    }

    [Fact]
    public async Task A_soft_budget_changes_no_request()
    {
        _book.Take([new Budget { Id = "a", Amount = Amount.Of(0.0001m), Hard = false }]);
        _bound = new RequestBound(100, null, InputIsOpen: false);

        var (call, result) = await RunAsync((call, _, _) => Answers(call, 100, 40));

        Assert.IsType<CallResult.Unary>(result);
        Assert.Null(call.State.OutputCap);
    }

    [Fact]
    public async Task Says_that_it_will_be_soon_where_only_running_calls_hold_the_money()
    {
        Take(0.001m);
        await RunAsync((call, _, _) => Answers(call, 100, 40));

        var (_, result) = await RunAsync((_, _, _) => throw new InvalidOperationException("Nobody comes here."));

        Assert.Equal(TimeSpan.FromSeconds(1), Assert.IsType<CallResult.Failed>(result).Error.RetryAfter);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Refuses_a_price_that_nobody_knows_or_flags_it_and_never_takes_it_for_nothing(bool allows, bool refused)
    {
        // A1: what has no price is not free.
        _book.Take([new Budget { Id = "a", Amount = Amount.Of(1m), AllowsUnknownPrices = allows }]);
        var (call, result) = await RunAsync((call, _, _) => Answers(call, 100, 50), provider: "dark");

        Assert.Equal(refused, result is CallResult.Failed { Error.Code: "unknown_price" });
        Assert.Equal(!refused, call.State.Decisions.Any(decision => decision.Contains("not known", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Takes_another_currency_for_an_unknown_price()
    {
        Take(1m);
        var (_, result) = await RunAsync((call, _, _) => Answers(call, 100, 50), prices: new FakePrices("EUR"));

        Assert.Equal("unknown_price", Assert.IsType<CallResult.Failed>(result).Error.Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Is_closed_or_open_as_it_says_while_nothing_can_be_recorded(bool open)
    {
        // A5: fail_closed closes.
        _book.Take([new Budget { Id = "a", Amount = Amount.Of(1m), OpenWithoutJournal = open }]);
        _store.Fault = new IOException("The disk is full.");

        var (call, result) = await RunAsync((call, _, _) => Answers(call, 100, 50));
        await call.EndAsync(CallEnd.Completed, null, TestContext.Current.CancellationToken);

        if (open)
        {
            Assert.IsType<CallResult.Unary>(result);
            Assert.Equal(0.0006m, Standing().Spent.Value);
        }
        else
        {
            Assert.Equal(("budget_not_recorded", 503), (Assert.IsType<CallResult.Failed>(result).Error.Code, Assert.IsType<CallResult.Failed>(result).Error.Status));
            Assert.Equal((0m, 0m), (Standing().Spent.Value, Standing().Reserved.Value));
        }
    }

    [Fact]
    public async Task Charges_every_attempt_that_may_be_billed_and_holds_the_bound_of_the_next_beside_it()
    {
        Take(0.01m);
        var held = new List<decimal>();
        var (call, _) = await RunAsync(async (call, next, ct) =>
        {
            // As Route does: a time-out, then the same again.
            held.Add(Standing().Reserved.Value);
            Assert.IsType<CallResult.Failed>(await next(call, ct));
            var result = await next(call, ct);
            held.Add(Standing().Reserved.Value);
            return result;
        }, new FakeEngine(FakeEngine.Fails(new CallError(ErrorKind.ProviderTimeout, "It is late.")), (call, _) => Answers(call, 100, 50)));
        await call.EndAsync(CallEnd.Completed, null, TestContext.Current.CancellationToken);

        // Of the first nobody knows how far it came: all of it, input by its bytes (17) and output by its cap.
        Assert.Equal([0.001m, 0.001m + 0.000917m], held);
        Assert.Equal(0.000917m + 0.0006m, Standing().Spent.Value);
    }

    [Fact]
    public async Task Charges_nothing_for_what_the_provider_refused_and_nothing_without_a_provider()
    {
        Take(0.01m);
        var (refused, _) = await RunAsync((call, next, ct) => next(call, ct), new FakeEngine(FakeEngine.Fails(Given.ProviderError(500))));
        await refused.EndAsync(CallEnd.Failed, null, TestContext.Current.CancellationToken);
        var (cached, _) = await RunAsync((_, _, _) => ValueTask.FromResult(Given.Answer()), attempts: false);
        await cached.EndAsync(CallEnd.Completed, null, TestContext.Current.CancellationToken);

        Assert.Equal((0m, 0m), (Standing().Spent.Value, Standing().Reserved.Value));
    }

    [Fact]
    public async Task Reserves_a_known_stream_in_slices_and_cuts_it_when_no_more_can_be_reserved()
    {
        _bound = new RequestBound(100, 2000, InputIsOpen: false);
        Take(0.1m);
        for (var i = 0; i < 5; i++)
        {
            await StreamAsync(tokens: 20, end: true);
        }

        // 0.0985 is left; the bound of one is 0.0201, and its first slice much less.
        var begun = Standing().Spent.Value;
        var (first, frames) = await BeginAsync(tokens: 4000);
        Assert.True(Standing().Reserved.Value < 0.01m, $"{Standing().Reserved.Value}");
        var taken = _book.TryReserve("other", _book.Match(new Caller(Given.Key()), "gpt", new Dictionary<string, string>())!, Amount.Of(0.1m - begun - Standing().Reserved.Value - 0.001m).Units, 0, out _);
        Assert.NotNull(taken);

        Frame? last = null;
        while (await frames.ReadAsync(TestContext.Current.CancellationToken) is { } frame)
        {
            last = frame;
        }

        Assert.Equal(ErrorKind.BudgetExceeded, last!.Error!.Kind);
        Assert.Contains("cut by a budget", last.Error.Message, StringComparison.Ordinal);
        await first.EndAsync(CallEnd.Cut, last.Error, TestContext.Current.CancellationToken);
        Assert.True(Standing().Spent.Value + Standing().Reserved.Value <= 0.1m);
        Assert.True(Standing().Spent.Value > begun);
    }

    private static ValueTask<CallResult> Answers(Call call, long input, long output)
    {
        call.State.Usage = new TokenUsage { Input = input, Output = output };
        return ValueTask.FromResult(Given.Answer());
    }

    private void Take(decimal amount) => _book.Take([new Budget { Id = "a", Amount = Amount.Of(amount), LeastOutput = 16 }]);

    private BudgetStanding Standing() => _book.Standings("a")[0];

    private async Task StreamAsync(int tokens, bool end)
    {
        var (call, frames) = await BeginAsync(tokens, end);
        while (await frames.ReadAsync(TestContext.Current.CancellationToken) is not (null or { Kind: FrameKind.Terminal }))
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        await call.EndAsync(CallEnd.Completed, null, TestContext.Current.CancellationToken);
    }

    private BudgetStage? _streaming;

    private async Task<(Call Call, FrameStream Frames)> BeginAsync(int tokens, bool end = false)
    {
        _streaming ??= Stage(new FakePrices());
        var call = Call("house", stream: true);
        var left = tokens;
        var stream = new FakeFrames
        {
            Then = _ =>
            {
                call.State.Usage = left == 0 ? new TokenUsage { Input = 100, Output = tokens } : null;
                return ValueTask.FromResult<Frame?>(left-- > 0 ? new ChunkFrame([new TextChunk("four")]) : ChunkFrame.Terminal());
            },
        };
        Assert.True(end || tokens > 2000);
        var result = await _streaming.RunAsync(call, (call, ct) => AttemptAsync(call, (_, _) => ValueTask.FromResult<CallResult>(new CallResult.Streamed(stream)), ct), TestContext.Current.CancellationToken);
        return (call, Assert.IsType<CallResult.Streamed>(result).Frames);
    }

    private async Task<(Call Call, CallResult Result)> RunAsync(
        Func<Call, Next, CancellationToken, ValueTask<CallResult>> route, FakeEngine? engine = null, string provider = "house", IPrices? prices = null, bool attempts = true)
    {
        var call = Call(provider);
        var invoke = engine is null ? route : (inner, _, ct) => engine.InvokeAsync(inner, inner.State.Target!, ct);
        Next spend = (inner, ct) => AttemptAsync(inner, (call, ct) => invoke(call, static (_, _) => throw new InvalidOperationException("There is no more."), ct), ct);
        Next routed = engine is null && attempts ? spend : (inner, ct) => route(inner, spend, ct);
        var result = await Stage(prices ?? new FakePrices()).RunAsync(call, routed, TestContext.Current.CancellationToken);
        return (call, result);
    }

    private BudgetStage Stage(IPrices prices) => new(_book, _store, prices, (call, _) => _bound with { Output = call.State.OutputCap ?? _bound.Output }, static _ => { });

    // As Route does it, without its choices.
    private static async ValueTask<CallResult> AttemptAsync(Call call, Next next, CancellationToken ct)
    {
        var meter = call.State.AttemptMeter;
        if (meter is not null && await meter.TryAsync(call.State.Target!, ct) is { } refused)
        {
            return CallResult.Fail(refused);
        }

        try
        {
            var result = await next(call, ct);
            return meter?.Took(result) ?? result;
        }
        catch
        {
            meter?.Stopped();
            throw;
        }
    }

    private Call Call(string provider, bool stream = false)
    {
        var call = Given.Call(_time, body: new FakeBody(new FakeRequest("gpt", stream)));
        var target = Given.Target(new FakeEngine()) with { Provider = provider, Dialect = "openai" };
        call.State.Caller = new Caller(Given.Key());
        call.State.Request = new FakeRequest("gpt", stream);
        call.State.RequestBytes = 17;
        call.State.Model = Given.Model("gpt", target);
        call.State.AllowedTargets = [target];
        call.State.Target = target;
        return call;
    }
}
