using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Domain.Money;

namespace Penstock.Core.Tests.Pipeline.Budgets;

/// <summary>A price of 1 µ for an input token and 10 µ for an output token, in 10⁻⁶ of the currency; unknown for the provider <c>dark</c>.</summary>
internal sealed class FakePrices(string currency = "USD") : IPrices
{
    public PriceQuote? Quote(Model model, Target target, DateTimeOffset at) => target.Provider == "dark" ? null : new FakeQuote(currency);

    private sealed class FakeQuote(string currency) : PriceQuote
    {
        public override string Currency => currency;

        public override string Source => "test";

        public override CallCost Cost(in TokenUsage usage, in CallMeasures measures = default) => new(usage.Input * 0.000001m, usage.Output * 0.00001m);

        public override decimal Bound(long inputTokens, long outputTokens) => (inputTokens * 0.000001m) + (outputTokens * 0.00001m);
    }
}
