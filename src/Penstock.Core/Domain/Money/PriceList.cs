using Penstock.Domain.Calls;

namespace Penstock.Domain.Money;

/// <summary>
/// The rates that hold for a model at one time. Quantities contain each other (cached input is input), so each unit is paid for what no more exact unit
/// is paid for. All arithmetic is decimal.
/// </summary>
internal sealed class PriceList : PriceQuote
{
    private static readonly int Requests = UsageUnits.IndexOf("requests");
    private static readonly int Input = UsageUnits.IndexOf("input_tokens");

    // The most exact first.
    private readonly Part[] _parts;
    private readonly bool _tiered;

    // What one token costs at most, and what a call costs whatever it uses.
    private readonly decimal _dearestInput;
    private readonly decimal _dearestOutput;
    private readonly decimal _each;

    /// <summary>Makes it of its rates.</summary>
    /// <param name="currency">The currency, ISO 4217.</param>
    /// <param name="source">Where they are from.</param>
    /// <param name="rates">The rates, by their units.</param>
    /// <param name="batchFactor">What an item of a batch costs of the price.</param>
    public PriceList(string currency, string source, IReadOnlyDictionary<UsageUnit, PriceRate> rates, decimal batchFactor = 1)
    {
        (Currency, Source, BatchFactor) = (currency, source, batchFactor);
        var all = Complete(rates);
        UsageUnit[] units = [.. all.Keys.OrderByDescending(unit => unit.Facts.Count).ThenBy(unit => unit.Usage, StringComparer.Ordinal)];
        _parts = [.. units.Select(unit => new Part(unit, all[unit], [.. Enumerable.Range(0, units.Length).Where(at => unit.Holds(units[at]))]))];
        _tiered = _parts.Any(part => part.Rate.Tiers.Count > 0);
        _dearestInput = Dearest(unit => unit.IsInput);
        _dearestOutput = Dearest(unit => unit.IsOutput);
        _each = _parts.Where(part => part.Unit.Index == Requests).Sum(part => part.Rate.Most / part.Unit.Per);
        IsFree = _parts.All(part => part.Rate.Most == 0);
        Rates = rates;
    }

    /// <inheritdoc/>
    public override string Currency { get; }

    /// <inheritdoc/>
    public override string Source { get; }

    /// <inheritdoc/>
    public override bool IsFree { get; }

    /// <summary>What an item of a batch costs of the price.</summary>
    public decimal BatchFactor { get; }

    /// <summary>The rates as they were given.</summary>
    public IReadOnlyDictionary<UsageUnit, PriceRate> Rates { get; }

    /// <inheritdoc/>
    public override CallCost Cost(in TokenUsage usage, in CallMeasures measures = default)
    {
        Span<decimal> quantities = stackalloc decimal[UsageUnits.Count];
        UsageQuantities.Of(usage, measures, quantities);
        return Cost(quantities, measures.Batch, out _);
    }

    /// <summary>What quantities cost, by the index of their unit. A part that is larger than its whole is a fault: then the whole counts as nothing besides its parts.</summary>
    public CallCost Cost(ReadOnlySpan<decimal> quantities, bool batch, out string? fault)
    {
        fault = null;
        var inputTokens = _tiered ? quantities[Input] : 0;
        Span<decimal> own = stackalloc decimal[_parts.Length];
        decimal input = 0, output = 0, other = 0;
        for (var i = 0; i < _parts.Length; i++)
        {
            var part = _parts[i];
            var left = part.Unit.Index == Requests ? 1 : quantities[part.Unit.Index];
            foreach (var inner in part.Inner)
            {
                left -= own[inner];
            }

            if (left < 0)
            {
                fault ??= Fault(part, quantities, own);
                left = 0;
            }

            own[i] = left;
            if (left == 0)
            {
                continue;
            }

            var cost = part.Each is { } each ? each * left : part.Rate.At(inputTokens) * left / part.Unit.Per;
            if (part.Unit.IsInput)
            {
                input += cost;
            }
            else if (part.Unit.IsOutput)
            {
                output += cost;
            }
            else
            {
                other += cost;
            }
        }

        return batch ? new CallCost(input * BatchFactor, output * BatchFactor, other * BatchFactor) : new CallCost(input, output, other);
    }

    /// <inheritdoc/>
    public override decimal Bound(long inputTokens, long outputTokens) => (_dearestInput * inputTokens) + (_dearestOutput * outputTokens) + _each;

    /// <summary>The same in another currency.</summary>
    public PriceList In(string currency, decimal rate) => currency == Currency ? this : new PriceList(
        currency,
        Source,
        Rates.ToDictionary(entry => entry.Key, entry => new PriceRate(entry.Value.Price * rate, [.. entry.Value.Tiers.Select(tier => tier with { Price = tier.Price * rate })])),
        BatchFactor);

    private decimal Dearest(Func<UsageUnit, bool> which) => _parts.Where(part => part.Unit.IsTokens && which(part.Unit)).Select(part => part.Rate.Most / part.Unit.Per).DefaultIfEmpty().Max();

    private string Fault(Part part, ReadOnlySpan<decimal> quantities, ReadOnlySpan<decimal> own)
    {
        var inner = new List<string>();
        foreach (var at in part.Inner)
        {
            if (own[at] > 0)
            {
                inner.Add(FormattableString.Invariant($"{_parts[at].Unit.Usage} ({quantities[_parts[at].Unit.Index]})"));
            }
        }

        return FormattableString.Invariant($"{string.Join(" and ", inner)} cannot exceed {part.Unit.Usage} ({quantities[part.Unit.Index]}), which contains them.");
    }

    // Where both audio and cached input have a price of their own, cached audio is paid as the dearer of the two unless it has one, too: else it would be paid twice.
    private static IReadOnlyDictionary<UsageUnit, PriceRate> Complete(IReadOnlyDictionary<UsageUnit, PriceRate> rates)
    {
        Dictionary<UsageUnit, PriceRate>? all = null;
        foreach (var (left, rate) in rates)
        {
            foreach (var (right, other) in rates)
            {
                if (left.Index < right.Index && !left.Holds(right) && !right.Holds(left) && UsageUnits.Join(left, right) is { } both && !rates.ContainsKey(both))
                {
                    all ??= new(rates);
                    all.TryAdd(both, rate.Most >= other.Most ? rate : other);
                }
            }
        }

        return all ?? rates;
    }

    private readonly record struct Part(UsageUnit Unit, PriceRate Rate, int[] Inner)
    {
        // What one costs, so that a call need not divide; null where that depends on the call, or is no decimal.
        public decimal? Each { get; } = Rate.Tiers.Count == 0 && Rate.Price / Unit.Per is var each && each * Unit.Per == Rate.Price ? each : null;
    }
}
