using Penstock.Domain.Calls;

namespace Penstock.Domain.Money;

/// <summary>The price of one model at one place and time.</summary>
public abstract class PriceQuote
{
    /// <summary>The currency, ISO 4217: <c>USD</c>.</summary>
    public abstract string Currency { get; }

    /// <summary>Where the price is from, for the record: <c>genai-prices@0.1.8 openai/gpt-4.1</c>, <c>file models.iris.price</c>, <c>price_…@3</c>.</summary>
    public abstract string Source { get; }

    /// <summary>Whether it asks nothing for anything, so that no cost is a true cost.</summary>
    public virtual bool IsFree => false;

    /// <summary>What usage costs.</summary>
    /// <param name="usage">What the provider counted.</param>
    /// <param name="measures">What else can be billed.</param>
    public abstract CallCost Cost(in TokenUsage usage, in CallMeasures measures = default);

    /// <summary>The most that so many tokens can cost, whatever kinds they turn out to be (cached, reasoning, audio, a dearer tier). What cannot be known before, as searches and time, is not in it.</summary>
    public abstract decimal Bound(long inputTokens, long outputTokens);
}
