using Penstock.Domain.Models;

namespace Penstock.Gateways.Repository;

/// <summary>What was decided by hand about the versions of a model.</summary>
/// <param name="Pinned">The default version; null for the newest.</param>
/// <param name="Canary">A version that gets a share of the calls; null for none.</param>
internal sealed record ReleaseChoice(string? Pinned = null, CanaryRule? Canary = null)
{
    /// <summary>Nothing.</summary>
    public static ReleaseChoice None { get; } = new();
}
