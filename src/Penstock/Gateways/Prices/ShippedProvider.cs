using System.Text.RegularExpressions;
using Penstock.Dialects.Usage;

namespace Penstock.Gateways.Prices;

/// <summary>A shipped price list: the models of a provider, and how its answers tell what was used.</summary>
/// <param name="Id">Its name: <c>x-ai</c>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Addresses">The addresses it answers at.</param>
/// <param name="Match">Other names it is called by; null for none.</param>
/// <param name="Fallback">The lists that have the prices of models that this one has not.</param>
/// <param name="Extractors">How its answers are read, the usual one first.</param>
/// <param name="Models">Its models.</param>
internal sealed record ShippedProvider(
    string Id,
    string Name,
    Regex Addresses,
    TextRule? Match,
    IReadOnlyList<string> Fallback,
    IReadOnlyList<UsageExtractor> Extractors,
    IReadOnlyList<ShippedModel> Models);
