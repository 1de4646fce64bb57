using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Domain.Money;
using Penstock.Pipeline.Prices;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Prices;

public sealed class PriceStageTests
{
    private static readonly CallError Silent = new(ErrorKind.ProviderTimeout, "It went silent.");

    private readonly FakePrices _prices = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_provider_counted_is_priced_when_the_call_ends()
    {
        var call = await RunAsync(state => state.Usage = new TokenUsage { Input = 1000, Output = 10 }, (null, null));

        Assert.Equal((1.02m, "USD", "test house", false), (call.State.Cost!.Value.Total, call.State.Currency, call.State.PriceSource, call.State.PriceUnknown));
    }

    // Complaint A1 of gateways.md, section 5: calls without a price were counted as costing nothing, and budgets never fired.
    [Fact]
    public async Task An_unknown_price_is_never_zero()
    {
        var call = await RunAsync(state => state.Usage = new TokenUsage { Input = 1000, Output = 10 }, ("unknown", null));

        Assert.Null(call.State.Cost);
        Assert.True(call.State.PriceUnknown);
    }

    [Fact]
    public async Task A_price_that_says_nothing_of_what_was_used_is_unknown()
    {
        var call = await RunAsync(_ => { }, (null, null));

        Assert.Null(call.State.Cost);
        Assert.True(call.State.PriceUnknown);
    }

    [Fact]
    public async Task Every_attempt_that_is_billed_counts_and_one_that_the_provider_refused_does_not()
    {
        var call = await RunAsync(state => state.Usage = new TokenUsage { Input = 1000 }, (null, Given.ProviderError(500)), (null, Silent), (null, null));

        Assert.Equal([null, 0.5m, 1m], call.State.Attempts.Select(attempt => attempt.Cost?.Total));
        Assert.Equal(1.5m, call.State.Cost!.Value.Total);
        Assert.False(call.State.UsageEstimated);
    }

    [Fact]
    public async Task What_a_failed_attempt_told_before_it_failed_is_priced()
    {
        var call = Call();
        var stage = Stage();
        await stage.RunAsync(call, (_, _) =>
        {
            call.State.AddAttempt(new Attempt("house", "m", new CallError(ErrorKind.ProviderCut, "Cut.")) { Target = Target(null), Usage = new TokenUsage { Input = 200 } });
            call.State.AddAttempt(new Attempt("house", "m", null) { Target = Target(null) });
            call.State.Usage = new TokenUsage { Input = 100 };
            return ValueTask.FromResult(Given.Answer());
        }, Ct);
        await call.EndAsync(CallEnd.Completed, null, Ct);

        Assert.Equal(0.3m, call.State.Cost!.Value.Total);
    }

    [Fact]
    public async Task An_abandoned_answer_that_nobody_saw_costs_what_it_may_have_become()
    {
        var call = await RunAsync(state => state.OutputCap = 50, (null, Given.Left));

        Assert.Equal(0.5m + (50 * 0.002m), call.State.Cost!.Value.Total);
        Assert.True(call.State.UsageEstimated);
        Assert.Equal(50, call.State.Usage!.Value.Output);
    }

    [Fact]
    public async Task A_call_that_no_provider_was_asked_for_has_no_cost_and_one_that_none_bills_costs_nothing()
    {
        Assert.Null((await RunAsync(_ => { })).State.Cost);

        var refused = await RunAsync(_ => { }, (null, Given.ProviderError(429)));
        Assert.Equal((0m, false), (refused.State.Cost!.Value.Total, refused.State.PriceUnknown));
    }

    [Fact]
    public async Task Where_it_is_so_configured_a_call_without_a_price_is_refused_before_a_provider_is_asked()
    {
        var (call, asked) = (Call(Target("unknown")), false);

        var result = await Stage(refuse: true).RunAsync(call, (_, _) => throw new InvalidOperationException($"{asked = true}"), Ct);

        var error = Assert.IsType<CallResult.Failed>(result).Error;
        Assert.Equal((ErrorKind.PermissionDenied, PriceStage.Unknown, false), (error.Kind, error.Code, asked));
    }

    [Fact]
    public async Task Where_it_is_so_configured_targets_without_a_price_are_left_out()
    {
        var (known, call) = (Target(null), Call(Target("unknown")));
        call.State.AllowedTargets = [.. call.State.AllowedTargets, known];

        await Stage(refuse: true).RunAsync(call, (_, _) => ValueTask.FromResult(Given.Answer()), Ct);

        Assert.Equal([known], call.State.AllowedTargets);
    }

    private async Task<Call> RunAsync(Action<CallState> engine, params (string? Upstream, CallError? Error)[] attempts)
    {
        var call = Call();
        await Stage().RunAsync(call, (_, _) =>
        {
            foreach (var (upstream, error) in attempts)
            {
                call.State.AddAttempt(new Attempt("house", "m", error) { Target = Target(upstream) });
            }

            engine(call.State);
            return ValueTask.FromResult(Given.Answer());
        }, Ct);
        await call.EndAsync(attempts.LastOrDefault().Error is null ? CallEnd.Completed : CallEnd.Failed, attempts.LastOrDefault().Error, Ct);
        return call;
    }

    private PriceStage Stage(bool refuse = false) => new(_prices, () => MoneyOptions.Default with { RefuseUnknown = refuse }, (_, _) => new TokenUsage { Input = 500 });

    private static Call Call(Target? target = null)
    {
        var call = Given.Call();
        call.State.Model = Given.Model("gpt");
        call.State.AllowedTargets = [target ?? Target(null)];
        return call;
    }

    private static Target Target(string? upstream) => Given.Target(new FakeEngine()) with { UpstreamModel = upstream ?? "priced" };

    /// <summary>A thousand tokens in cost 1, a thousand out 2; the model <c>unknown</c> has no price.</summary>
    private sealed class FakePrices : IPrices
    {
        public PriceQuote? Quote(Model model, Target target, DateTimeOffset at) => target.UpstreamModel == "unknown" ? null : new PriceList("USD", "test " + target.Provider, new Dictionary<UsageUnit, PriceRate>
        {
            [UsageUnits.OfPrice("input_mtok")!] = new(1000),
            [UsageUnits.OfPrice("output_mtok")!] = new(2000),
        });
    }
}
