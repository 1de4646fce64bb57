using Penstock.Domain.Models;

namespace Penstock.Gateways.Repository;

/// <summary>A model file that was opened.</summary>
/// <param name="Engine">What runs it.</param>
/// <param name="Signature">What it takes and gives.</param>
/// <param name="Description">What its file says it is; empty when it says nothing.</param>
internal sealed record OpenedModel(IEngine Engine, Signature Signature, string Description)
{
    /// <summary>Tells whether calls share runs now, and what decided that; null where that is not known.</summary>
    public Func<string>? Batching { get; init; }
}
