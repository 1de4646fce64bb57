using System.Text.RegularExpressions;
using Penstock.Config.Kinds;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Config.Governance;

/// <summary>The keys of a user.</summary>
internal static partial class UserKeys
{
    public static readonly ConfigKey<string> Email = new("email", Scalars.Named("e-mail address", Address(), "Write it as ada@example.com."), "The e-mail address, which no other user has.") { DefaultNote = "none" };

    public static readonly SectionKind<User> User = new([MemberKeys.Name, Email, MemberKeys.Active, MemberKeys.Roles, MemberKeys.Teams, MemberKeys.Logins], s => new User
    {
        Id = s.Place.EntryName,
        Name = s.Has(MemberKeys.Name) ? s.Get(MemberKeys.Name) : s.Place.EntryName,
        Email = s.Has(Email) ? s.Get(Email) : null,
        Active = s.Get(MemberKeys.Active),
        Roles = MemberKeys.List(s, MemberKeys.Roles),
        Memberships = MemberKeys.Memberships(s),
        Logins = MemberKeys.List(s, MemberKeys.Logins),
    });

    public static readonly ConfigKey<IReadOnlyDictionary<string, Declared<User>>> Users = new("users",
        GovernedNames.Map("<user>", User),
        "People, by id: their roles everywhere and in teams. Others come through the API, and at their first login.")
    { DefaultNote = "none" };

    /// <summary>An address or a login that another user has.</summary>
    public static IEnumerable<InputMistake> Check(User user, IReadOnlyDictionary<string, User> all)
    {
        if (user.Email is { } email && all.Values.Any(other => other.Id != user.Id && string.Equals(other.Email, email, StringComparison.OrdinalIgnoreCase)))
        {
            yield return new InputMistake("email", "taken", "Another user has this address. Addresses are unique.", $"\"{email}\"");
        }

        foreach (var mistake in MemberKeys.Check(user, all))
        {
            yield return mistake;
        }
    }

    [GeneratedRegex(@"^[^\s@<>,;:""\\]{1,64}@[^\s@<>,;:""\\.]+(\.[^\s@<>,;:""\\.]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
