using Penstock.Dialects.Usage;
using Penstock.Domain.Money;

namespace Penstock.Gateways.Prices;

/// <summary>A model of a shipped price list.</summary>
/// <param name="Id">Its name there.</param>
/// <param name="Match">Which names it has at the provider.</param>
/// <param name="Schedule">Its prices.</param>
/// <param name="Deprecated">Whether its provider is about to retire it, or has.</param>
internal sealed record ShippedModel(string Id, TextRule Match, PriceSchedule Schedule, bool Deprecated);
