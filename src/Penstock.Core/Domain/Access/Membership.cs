namespace Penstock.Domain.Access;

/// <summary>That somebody belongs to a team, and what may be done there.</summary>
/// <param name="Team">The team's id.</param>
/// <param name="Roles">The roles, which hold in that team and in all below it; none for one who only belongs to it.</param>
public sealed record Membership(string Team, IReadOnlyList<string> Roles);
