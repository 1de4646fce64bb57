namespace Penstock.Domain.Access;

/// <summary>People and programs that belong together; what a team does counts for the teams above it.</summary>
public sealed record Team
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for; null when nobody said.</summary>
    public string? Description { get; init; }

    /// <summary>The id of the team above; null for none.</summary>
    public string? Parent { get; init; }

    /// <summary>A team and those above it, nearest first; none for null.</summary>
    public static IReadOnlyList<string> Chain(IReadOnlyDictionary<string, Team> teams, string? id)
    {
        var chain = new List<string>(2);

        // A circle cannot be declared; one that came about otherwise must not hang the server.
        while (id is not null && !chain.Contains(id))
        {
            chain.Add(id);
            id = teams.TryGetValue(id, out var team) ? team.Parent : null;
        }

        return chain;
    }
}
