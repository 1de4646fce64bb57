namespace Penstock.Domain.Money;

/// <summary>How this server deals with money.</summary>
/// <param name="Currency">The currency that costs are kept in, ISO 4217.</param>
/// <param name="RefuseUnknown">Whether a call whose price is not known is refused; else its record says that it is not known.</param>
/// <param name="ExchangeRates">What one of another currency is worth in <paramref name="Currency"/>.</param>
public sealed record MoneyOptions(string Currency, bool RefuseUnknown, IReadOnlyDictionary<string, decimal> ExchangeRates)
{
    /// <summary>What holds unless the file says otherwise.</summary>
    public static MoneyOptions Default { get; } = new("USD", RefuseUnknown: false, new Dictionary<string, decimal>());

    /// <summary>What one of a currency is worth; null when that is not known.</summary>
    public decimal? Rate(string currency) => currency == Currency ? 1 : ExchangeRates.TryGetValue(currency, out var rate) ? rate : null;
}
