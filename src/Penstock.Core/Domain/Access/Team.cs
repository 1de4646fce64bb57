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
}
