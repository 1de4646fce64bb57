using Penstock.Config.Kinds;
using Penstock.Domain.Access;

namespace Penstock.Config.Governance;

/// <summary>The keys of a service account.</summary>
internal static class ServiceAccountKeys
{
    public static readonly ConfigKey<string> Description = new("description", Scalars.Text, "What it does, and whom to ask.") { DefaultNote = "none" };

    public static readonly SectionKind<ServiceAccount> ServiceAccount = new([MemberKeys.Name, Description, MemberKeys.Active, MemberKeys.Roles, MemberKeys.Teams, MemberKeys.Logins], s => new ServiceAccount
    {
        Id = s.Place.EntryName,
        Name = s.Has(MemberKeys.Name) ? s.Get(MemberKeys.Name) : s.Place.EntryName,
        Description = s.Has(Description) ? s.Get(Description) : null,
        Active = s.Get(MemberKeys.Active),
        Roles = MemberKeys.List(s, MemberKeys.Roles),
        Memberships = MemberKeys.Memberships(s),
        Logins = MemberKeys.List(s, MemberKeys.Logins),
    });

    public static readonly ConfigKey<IReadOnlyDictionary<string, Declared<ServiceAccount>>> ServiceAccounts = new("service_accounts",
        GovernedNames.Map("<service-account>", ServiceAccount),
        "Programs that have keys of their own, by id, so that nobody's leaving stops them.")
    { DefaultNote = "none" };
}
