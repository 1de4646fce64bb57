namespace Penstock.Domain.Money;

/// <summary>The price above a size of the input.</summary>
/// <param name="Over">It holds for calls with more input tokens than this.</param>
/// <param name="Price">The price.</param>
internal readonly record struct PriceTier(long Over, decimal Price);
