namespace Penstock.Domain.Access;

/// <summary>What somebody is and may do, with everything that follows from teams and roles worked out.</summary>
public sealed record Standing
{
    // Before what uses it.
    private static readonly Dictionary<string, PermissionSet> NoTeams = [];

    /// <summary>That of a key of nobody's.</summary>
    public static readonly Standing Nobody = new() { Permissions = PermissionSet.Calls };

    /// <summary>Who; null for a team's key and for nobody's.</summary>
    public Principal? Principal { get; init; }

    /// <summary>Whether it may do anything at all.</summary>
    public bool Active { get; init; } = true;

    /// <summary>The teams, each followed by those above it; none twice.</summary>
    public IReadOnlyList<string> Teams { get; init; } = [];

    /// <summary>The names of all roles, those in teams included; none twice.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>What it may do everywhere.</summary>
    public PermissionSet Permissions { get; init; }

    /// <summary>What it may do in single teams, and below them.</summary>
    public IReadOnlyDictionary<string, PermissionSet> TeamPermissions { get; init; } = NoTeams;

    /// <summary>The same with no more than a set of permissions, everywhere and in teams.</summary>
    public Standing Narrowed(PermissionSet to) => this with
    {
        Permissions = Permissions & to,
        TeamPermissions = TeamPermissions.ToDictionary(entry => entry.Key, entry => entry.Value & to, StringComparer.Ordinal),
    };

    /// <summary>The caller with a key that stands so.</summary>
    public Caller With(ApiKey key) => new(key)
    {
        Principal = Principal,
        Teams = Teams,
        Roles = Roles,
        Permissions = Permissions,
        TeamPermissions = TeamPermissions,
    };
}
