using System.Net;

namespace Penstock.Domain.Access;

/// <summary>Who calls.</summary>
/// <param name="Key">The key that was presented; for a token of an issuer, or a session of a browser, one that stands for it and is kept nowhere.</param>
public sealed record Caller(ApiKey Key)
{
    /// <summary>Whose the key is; null for a key of nobody's.</summary>
    public Principal? Principal { get; init; }

    /// <summary>The teams it belongs to, by id, each followed by those above it; none twice.</summary>
    public IReadOnlyList<string> Teams { get; init; } = [];

    /// <summary>The names of its roles.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>What it may do everywhere.</summary>
    public PermissionSet Permissions { get; init; } = Key.IsAdmin ? PermissionSet.All : PermissionSet.Calls;

    /// <summary>What it may do in single teams (and those below them), by the team's id.</summary>
    public IReadOnlyDictionary<string, PermissionSet> TeamPermissions { get; init; } = None;

    /// <summary>From where it calls; null when that is not known.</summary>
    public IPAddress? Address { get; init; }

    private static readonly Dictionary<string, PermissionSet> None = [];

    /// <summary>Whether it may do a thing everywhere.</summary>
    public bool May(Permission permission) => Permissions.Has(permission);

    /// <summary>Whether it may do a thing to what belongs to a team: everywhere, or there, or in a team above.</summary>
    /// <param name="permission">The thing.</param>
    /// <param name="teams">The team and those above it; none for what belongs to no team.</param>
    public bool MayIn(Permission permission, IReadOnlyList<string> teams)
    {
        if (May(permission))
        {
            return true;
        }

        foreach (var team in teams)
        {
            if (TeamPermissions.TryGetValue(team, out var there) && there.Has(permission))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether it may do a thing in some team at least.</summary>
    public bool MaySomewhere(Permission permission)
    {
        if (May(permission))
        {
            return true;
        }

        foreach (var there in TeamPermissions.Values)
        {
            if (there.Has(permission))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether this caller may call a model of this name, whether or not it exists.</summary>
    public bool MayCall(string model) => Key.IsAdmin || Key.AllowedModels is not { } allowed || Applies.Named(allowed, model);
}
