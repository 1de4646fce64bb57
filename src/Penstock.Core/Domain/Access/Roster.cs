using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Penstock.Domain.Access;

/// <summary>
/// All users, service accounts, teams and roles at one moment: immutable, and swapped whole when one of them changes. What somebody may do is worked
/// out once, when it is first asked for; a call costs a look-up. A team or a role that is not there gives nothing.
/// </summary>
public sealed class Roster
{
    /// <summary>Nobody, and the built-in roles.</summary>
    public static readonly Roster Empty = new(FrozenDictionary<string, User>.Empty, FrozenDictionary<string, ServiceAccount>.Empty, FrozenDictionary<string, Team>.Empty, FrozenDictionary<string, RoleDefinition>.Empty);

    private readonly FrozenDictionary<string, string[]> _above;
    private readonly FrozenDictionary<Login, string> _logins;
    private readonly ConcurrentDictionary<(OwnerKind Kind, string Id), Standing?> _standings = new();
    private readonly ConcurrentDictionary<string, Caller> _callers = new(StringComparer.Ordinal);

    /// <summary>Makes a roster.</summary>
    /// <param name="users">Users by id.</param>
    /// <param name="accounts">Service accounts by id.</param>
    /// <param name="teams">Teams by id.</param>
    /// <param name="roles">Roles by id; one of a built-in role's name is left aside.</param>
    public Roster(IReadOnlyDictionary<string, User> users, IReadOnlyDictionary<string, ServiceAccount> accounts, IReadOnlyDictionary<string, Team> teams, IReadOnlyDictionary<string, RoleDefinition> roles)
    {
        (Users, ServiceAccounts, Teams) = (users, accounts, teams);
        Roles = roles.Values.Where(role => !BuiltInRoles.ByName.ContainsKey(role.Id)).Concat(BuiltInRoles.All).ToFrozenDictionary(role => role.Id, StringComparer.Ordinal);
        _above = teams.Keys.ToFrozenDictionary(id => id, id => Climb(id, teams), StringComparer.Ordinal);
        _logins = users.Values.OrderBy(user => user.Id, StringComparer.Ordinal).SelectMany(user => user.Logins.Select(login => (login, user.Id)))
            .DistinctBy(pair => pair.login).ToFrozenDictionary(pair => pair.login, pair => pair.Id);
    }

    /// <summary>Users by id.</summary>
    public IReadOnlyDictionary<string, User> Users { get; }

    /// <summary>Service accounts by id.</summary>
    public IReadOnlyDictionary<string, ServiceAccount> ServiceAccounts { get; }

    /// <summary>Teams by id.</summary>
    public IReadOnlyDictionary<string, Team> Teams { get; }

    /// <summary>Roles by name, the built-in ones included.</summary>
    public FrozenDictionary<string, RoleDefinition> Roles { get; }

    /// <summary>A team and those above it, the nearest first; none for a team that is not there.</summary>
    public IReadOnlyList<string> Above(string team) => _above.TryGetValue(team, out var above) ? above : [];

    /// <summary>The user whom an issuer knows so; null when there is none.</summary>
    public User? Find(Login login) => _logins.TryGetValue(login, out var id) ? Users[id] : null;

    /// <summary>What an owner of keys is and may do; null when there is no such owner.</summary>
    public Standing? Of(KeyOwner owner) => _standings.GetOrAdd((owner.Kind, owner.Id), static (of, roster) => roster.WorkOut(of.Kind, of.Id), this);

    /// <summary>What a principal is and may do; null when it is not kept here.</summary>
    public Standing? Of(Principal principal) => Of(new KeyOwner(principal.Kind == PrincipalKind.User ? OwnerKind.User : OwnerKind.ServiceAccount, principal.Id));

    /// <summary>Whoever has a key; null when its owner is gone or deactivated.</summary>
    public Caller? Caller(ApiKey key)
    {
        if (key.IsAdmin || (key.Owner is null && key.Permissions is null))
        {
            return new Caller(key);
        }

        if (_callers.TryGetValue(key.Id, out var known) && ReferenceEquals(known.Key, key))
        {
            return known;
        }

        if (OfKey(key) is not { Active: true } standing)
        {
            return null;
        }

        var caller = standing.With(key);
        _callers[key.Id] = caller;
        return caller;
    }

    /// <summary>What a key may do: what its owner may, or the part of it that the key was made for. Null when the owner is gone.</summary>
    public Standing? OfKey(ApiKey key)
    {
        var standing = key.Owner is null ? Standing.Nobody : Of(key.Owner);
        return key.Permissions is { } part ? standing?.Narrowed(part) : standing;
    }

    /// <summary>Whether somebody has all that another may do: only then may the one give it, or have keys of the other.</summary>
    public bool Covers(Caller caller, Standing other)
    {
        if (!caller.Permissions.Covers(other.Permissions))
        {
            return false;
        }

        foreach (var (team, there) in other.TeamPermissions)
        {
            if (!In(caller, team).Covers(there))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What somebody may do to what belongs to a team.</summary>
    public PermissionSet In(Caller caller, string team) =>
        Above(team).Aggregate(caller.Permissions, (all, above) => caller.TeamPermissions.TryGetValue(above, out var there) ? all | there : all);

    /// <summary>What roles give together; one that is not there gives nothing.</summary>
    public PermissionSet Give(IReadOnlyList<string> roles) =>
        roles.Aggregate(PermissionSet.None, (all, role) => Roles.TryGetValue(role, out var definition) ? all | definition.Permissions : all);

    /// <summary>What a member is and may do.</summary>
    public Standing Of(IMember member)
    {
        var there = member.Memberships.Where(membership => Teams.ContainsKey(membership.Team)).ToArray();
        return new Standing
        {
            Principal = new Principal(member is User ? PrincipalKind.User : PrincipalKind.ServiceAccount, member.Id, member.Name),
            Active = member.Active,
            Teams = [.. there.SelectMany(membership => Above(membership.Team)).Distinct()],
            Roles = [.. member.Roles.Concat(there.SelectMany(membership => membership.Roles)).Where(Roles.ContainsKey).Distinct()],
            Permissions = Give(member.Roles),
            TeamPermissions = there.GroupBy(membership => membership.Team, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => Give([.. group.SelectMany(membership => membership.Roles)]), StringComparer.Ordinal),
        };
    }

    private Standing? WorkOut(OwnerKind kind, string id) => kind switch
    {
        OwnerKind.User => Users.TryGetValue(id, out var user) ? Of(user) : null,
        OwnerKind.ServiceAccount => ServiceAccounts.TryGetValue(id, out var account) ? Of(account) : null,
        _ => Teams.ContainsKey(id) ? Standing.Nobody with { Teams = Above(id) } : null,
    };

    // A circle cannot be made through the API or the file; should the two together make one, it ends here.
    private static string[] Climb(string id, IReadOnlyDictionary<string, Team> teams)
    {
        var above = new List<string>();
        for (var next = id; next is not null && teams.TryGetValue(next, out var team) && !above.Contains(next); next = team.Parent)
        {
            above.Add(next);
        }

        return [.. above];
    }
}
