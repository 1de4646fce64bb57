namespace Penstock.Domain.Access;

/// <summary>A role: a name for a set of permissions. Users and service accounts have roles everywhere, or in a team and all teams below it.</summary>
public sealed record RoleDefinition
{
    /// <summary>Its id, which is its name: <c>team-admin</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Who should have it, and why; null when nobody said.</summary>
    public string? Description { get; init; }

    /// <summary>What it gives.</summary>
    public required PermissionSet Permissions { get; init; }
}
