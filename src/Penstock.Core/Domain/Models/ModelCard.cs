namespace Penstock.Domain.Models;

/// <summary>What people have to know of a model before they use it. Nothing of it changes what the server does.</summary>
/// <param name="Licence">Under what licence it is; null when nobody said.</param>
/// <param name="QualityNotes">How good it is, at what, and how that is known; null when nobody said.</param>
/// <param name="ContractNotes">What the contract with its provider says; shown to those who may see declarations, not to callers. Null when nobody said.</param>
public sealed record ModelCard(string? Licence, string? QualityNotes, string? ContractNotes)
{
    /// <summary>Nothing is said.</summary>
    public static readonly ModelCard Empty = new(null, null, null);
}
