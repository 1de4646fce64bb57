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

    private readonly FrozenDictionary<string, IReadOnlyList<string>> _above;
    private readonly FrozenDictionary<(string Issuer, string Subject), KeyOwner> _logins;
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
        _above = teams.Keys.ToFrozenDictionary(id => id, id => Team.Chain(teams, id), StringComparer.Ordinal);
        _logins = Logins(users.Values, OwnerKind.User).Concat(Logins(accounts.Values, OwnerKind.ServiceAccount))
            .DistinctBy(pair => pair.Login).ToFrozenDictionary(pair => pair.Login, pair => pair.Owner);
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

    /// <summary>Whom an issuer knows so; null when nobody.</summary>
    public KeyOwner? Find(string issuer, string subject) => _logins.GetValueOrDefault((issuer, subject));

    /// <summary>The user or service account that an owner is; null when it is a team, or not there.</summary>
    public IMember? Member(KeyOwner owner) => owner.Kind switch
    {
        OwnerKind.User => Users.GetValueOrDefault(owner.Id),
        OwnerKind.ServiceAccount => ServiceAccounts.GetValueOrDefault(owner.Id),
        _ => null,
    };

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

    /// <summary>What a member is and may do: by what was given to it here, and by what its issuers say of it.</summary>
    public Standing Of(IMember member)
    {
        var everywhere = member.Roles.Concat(member.Logins.SelectMany(login => login.Roles)).Distinct().ToArray();
        Membership[] memberships =
        [
            .. member.Memberships.Concat(member.Logins.SelectMany(login => login.Teams).Select(team => new Membership(team, [])))
                .Where(membership => Teams.ContainsKey(membership.Team)),
        ];
        return new Standing
        {
            Principal = new Principal(member is User ? PrincipalKind.User : PrincipalKind.ServiceAccount, member.Id, member.Name),
            Active = member.Active,
            Teams = [.. memberships.SelectMany(membership => Above(membership.Team)).Distinct()],
            Roles = [.. everywhere.Concat(memberships.SelectMany(membership => membership.Roles)).Where(Roles.ContainsKey).Distinct()],
            Permissions = Give(everywhere),
            TeamPermissions = memberships.GroupBy(membership => membership.Team, StringComparer.Ordinal)
                .Select(group => (Team: group.Key, Gives: Give([.. group.SelectMany(membership => membership.Roles)])))
                .Where(there => there.Gives != PermissionSet.None)
                .ToDictionary(there => there.Team, there => there.Gives, StringComparer.Ordinal),
        };
    }

    private Standing? WorkOut(OwnerKind kind, string id) => kind switch
    {
        OwnerKind.Team => Teams.ContainsKey(id) ? new Standing { Teams = Above(id), TeamPermissions = new Dictionary<string, PermissionSet>(StringComparer.Ordinal) { [id] = PermissionSet.Calls } } : null,
        _ => Member(new KeyOwner(kind, id)) is { } member ? Of(member) : null,
    };

    private static IEnumerable<((string Issuer, string Subject) Login, KeyOwner Owner)> Logins(IEnumerable<IMember> members, OwnerKind kind) =>
        members.OrderBy(member => member.Id, StringComparer.Ordinal).SelectMany(member => member.Logins.Select(login => ((login.Issuer, login.Subject), new KeyOwner(kind, member.Id))));
}
