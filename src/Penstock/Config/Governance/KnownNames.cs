namespace Penstock.Config.Governance;

/// <summary>What names there are for others to refer to, in the server or in a file that is about to come into force.</summary>
/// <param name="HasTeam">Whether there is a team of an id.</param>
/// <param name="HasRole">Whether there is a role of a name.</param>
internal sealed record KnownNames(Func<string, bool> HasTeam, Func<string, bool> HasRole);
