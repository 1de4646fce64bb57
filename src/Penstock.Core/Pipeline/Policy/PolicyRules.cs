using Penstock.Domain.Policies;

namespace Penstock.Pipeline.Policy;

/// <summary>A snapshot of the rules.</summary>
/// <param name="All">The rules.</param>
/// <param name="Default">What happens to a call that no rule fits.</param>
/// <param name="Headers">The rules for the heads of calls.</param>
/// <param name="Maintenance">What is under maintenance.</param>
public sealed record PolicyRules(
    IReadOnlyList<PolicyRule> All, PolicyEffect Default, IReadOnlyList<HeaderRule> Headers, IReadOnlyList<Maintenance> Maintenance)
{
    /// <summary>No rules: everything is allowed.</summary>
    public static readonly PolicyRules None = new([], PolicyEffect.Allow, [], []);
}
