using Penstock.Config.Kinds;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Config.Governance;

/// <summary>The keys of a team.</summary>
internal static class TeamKeys
{
    public static readonly ConfigKey<string> Name = new("name", Scalars.Named("name"), "What people call it.") { DefaultNote = "its id" };

    public static readonly ConfigKey<string> Description = new("description", Scalars.Text, "What it is for.") { DefaultNote = "none" };

    public static readonly ConfigKey<string> Parent = new("parent", Scalars.Named("team"), "The team above: what a team spends counts there too, and who administers it administers all below.") { DefaultNote = "none" };

    public static readonly SectionKind<Team> Team = new([Name, Description, Parent], s => new Team
    {
        Id = s.Place.EntryName,
        Name = s.Has(Name) ? s.Get(Name) : s.Place.EntryName,
        Description = s.Has(Description) ? s.Get(Description) : null,
        Parent = s.Has(Parent) ? s.Get(Parent) : null,
    });

    public static readonly ConfigKey<IReadOnlyDictionary<string, Declared<Team>>> Teams = new("teams",
        GovernedNames.Map("<team>", Team),
        "Teams, by id: people and programs that belong together. What is declared here is read-only in the API, which can make more.")
    { DefaultNote = "none" };

    /// <summary>A parent that is not there, and a circle.</summary>
    public static IEnumerable<InputMistake> Check(Team team, IReadOnlyDictionary<string, Team> all)
    {
        if (team.Parent is null)
        {
            yield break;
        }

        if (team.Parent != team.Id && !all.ContainsKey(team.Parent))
        {
            yield return new InputMistake("parent", "not_found", $"There is no team '{team.Parent}'. Make it first.", $"\"{team.Parent}\"");
        }

        var above = team.Parent;
        for (var steps = 0; above is not null && steps <= all.Count; steps++)
        {
            if (above == team.Id)
            {
                yield return new InputMistake("parent", "circle", $"'{team.Parent}' is '{team.Id}' itself or below it. Name a team that is not.", $"\"{team.Parent}\"");
                yield break;
            }

            above = all.TryGetValue(above, out var parent) ? parent.Parent : null;
        }
    }
}
