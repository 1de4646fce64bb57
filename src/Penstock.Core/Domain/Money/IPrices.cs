using Penstock.Domain.Models;

namespace Penstock.Domain.Money;

/// <summary>Knows what calls cost. Asked on the hot path: it answers from memory and allocates nothing for a target it was asked of before.</summary>
public interface IPrices
{
    /// <summary>The price of a model at a target, at an instant; null when it is not known, which is never the same as nothing.</summary>
    PriceQuote? Quote(Model model, Target target, DateTimeOffset at);
}
