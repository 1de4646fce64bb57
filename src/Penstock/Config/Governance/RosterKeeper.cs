using Penstock.Domain.Access;
using Penstock.Pipeline.Authenticate;

namespace Penstock.Config.Governance;

/// <summary>Keeps the roster that calls use in step with users, service accounts, teams and roles, and tells who uses what.</summary>
internal sealed class RosterKeeper(GovernedKinds kinds, Identities identities, KeyRing keys)
{
    private readonly Lock _gate = new();

    /// <summary>Puts what there is in force, and from then on every change.</summary>
    public void Start()
    {
        kinds.Users.UsedBy(id => Keys(OwnerKind.User, id));
        kinds.ServiceAccounts.UsedBy(id => Keys(OwnerKind.ServiceAccount, id));
        kinds.Teams.UsedBy(id => [.. SubTeams(id), .. Members(member => member.Memberships.Any(membership => membership.Team == id)), .. Keys(OwnerKind.Team, id)]);
        kinds.Roles.UsedBy(id => Members(member => member.Roles.Contains(id) || member.Memberships.Any(membership => membership.Roles.Contains(id))));
        foreach (var kind in new GovernedKind[] { kinds.Users, kinds.ServiceAccounts, kinds.Teams, kinds.Roles })
        {
            kind.Shelf.Changed += Swap;
        }

        Swap();
    }

    // Of two changes at once the later one must see both.
    private void Swap()
    {
        lock (_gate)
        {
            identities.Swap(new Roster(kinds.Users.Things.Values, kinds.ServiceAccounts.Things.Values, kinds.Teams.Things.Values, kinds.Roles.Things.Values));
        }
    }

    private IEnumerable<string> Keys(OwnerKind kind, string id) =>
        keys.All.Where(key => key.RevokedAt is null && key.Owner is { } owner && owner.Kind == kind && owner.Id == id).Select(key => $"key '{key.Id}'");

    private IEnumerable<string> SubTeams(string id) =>
        kinds.Teams.Things.Values.Values.Where(team => team.Parent == id).Select(team => $"team '{team.Id}'").Order(StringComparer.Ordinal);

    private IEnumerable<string> Members(Func<IMember, bool> uses) =>
        kinds.Users.Things.Values.Values.Where(user => uses(user)).Select(user => $"user '{user.Id}'")
            .Concat(kinds.ServiceAccounts.Things.Values.Values.Where(account => uses(account)).Select(account => $"service account '{account.Id}'"))
            .Order(StringComparer.Ordinal);
}
