using System.Text.RegularExpressions;
using Penstock.Config.Kinds;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Config.Governance;

/// <summary>The keys that users and service accounts share.</summary>
internal static partial class MemberKeys
{
    public static readonly ConfigKey<string> Name = new("name", Scalars.Named("name"), "What people call it.") { DefaultNote = "its id" };

    public static readonly ConfigKey<bool> Active = new("active", Scalars.Boolean, "Whether it may do anything at all: `false` stops its keys and sessions at once, and what runs under them.") { Default = "true" };

    public static readonly ConfigKey<IReadOnlyList<string>> Roles = new("roles",
        new ListKind<string>(Scalars.Named("role"), oneIsEnough: true, mayBeEmpty: true),
        "The roles it has everywhere: `[developer]`.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<IReadOnlyDictionary<string, IReadOnlyList<string>>> Teams = new("teams",
        new MapKind<IReadOnlyList<string>>("<team>", Any(), "Name a team.", new ListKind<string>(Scalars.Named("role"), oneIsEnough: true, mayBeEmpty: true)),
        "The teams it belongs to, each with the roles it has there and in the teams below: `{ search: developer, ads: [] }`.")
    { DefaultNote = "none" };

    private static readonly ConfigKey<string> Issuer = new("issuer", Scalars.Named("issuer"), "The issuer's name here.") { Required = true };

    private static readonly ConfigKey<string> Subject = new("subject", Scalars.Named("subject"), "The `sub` of its tokens.") { Required = true };

    private static readonly ConfigKey<IReadOnlyList<string>> LoginTeams = new("teams",
        new ListKind<string>(Scalars.Named("team"), mayBeEmpty: true), "The teams that the issuer's groups stood for at the last login: noted by the server.")
    { DefaultNote = "none" };

    private static readonly ConfigKey<IReadOnlyList<string>> LoginRoles = new("roles",
        new ListKind<string>(Scalars.Named("role"), mayBeEmpty: true), "The roles that the issuer's groups stood for at the last login: noted by the server.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<IReadOnlyList<Login>> Logins = new("logins",
        new ListKind<Login>(new SectionKind<Login>([Issuer, Subject, LoginTeams, LoginRoles], s => new Login(s.Get(Issuer) ?? "", s.Get(Subject) ?? "")
        {
            Teams = List(s, LoginTeams),
            Roles = List(s, LoginRoles),
        }), unique: false, mayBeEmpty: true),
        "As whom issuers know it: issuer and subject, which together are unique.")
    { DefaultNote = "none; filled at the first login" };

    /// <summary>The memberships that a section names, by the team's id.</summary>
    public static IReadOnlyList<Membership> Memberships(Section section) => !section.Has(Teams) ? []
        : [.. (section.Get(Teams) ?? new Dictionary<string, IReadOnlyList<string>>()).Select(entry => new Membership(entry.Key, entry.Value)).OrderBy(membership => membership.Team, StringComparer.Ordinal)];

    /// <summary>A list; none where it is not there or wrong.</summary>
    public static IReadOnlyList<T> List<T>(Section section, ConfigKey<IReadOnlyList<T>> key) => section.Has(key) ? section.Get(key) ?? [] : [];

    /// <summary>A login that two have.</summary>
    public static IEnumerable<InputMistake> Check<T>(T member, IReadOnlyDictionary<string, T> all)
        where T : class, IMember =>
        member.Logins.Where((login, index) => member.Logins.Take(index).Any(before => Same(before, login)) || all.Values.Any(other => other.Id != member.Id && other.Logins.Any(theirs => Same(theirs, login))))
            .Select(login => new InputMistake("logins", "taken", $"Somebody is known to the issuer '{login.Issuer}' as that subject already. Each login is one member's.", $"\"{login.Subject}\""));

    /// <summary>Roles and teams that are not there.</summary>
    public static IEnumerable<InputMistake> References(IMember member, KnownNames known) =>
        member.Roles.Where(role => !known.Roles.Has(role)).Select(role => NoRole("roles", role))
            .Concat(member.Memberships.Where(membership => !known.Teams.Has(membership.Team))
                .Select(membership => new InputMistake($"teams.{membership.Team}", "not_found", $"There is no team '{membership.Team}'. Make it first.")))
            .Concat(member.Memberships.SelectMany(membership => membership.Roles.Where(role => !known.Roles.Has(role)).Select(role => NoRole($"teams.{membership.Team}", role))));

    private static InputMistake NoRole(string path, string role) =>
        new(path, "not_found", $"There is no role '{role}'. Built in are {string.Join(", ", BuiltInRoles.All.Select(one => one.Id))}; make others first.", $"\"{role}\"");

    private static bool Same(Login one, Login other) => one.Issuer == other.Issuer && one.Subject == other.Subject;

    [GeneratedRegex("^.+$")]
    private static partial Regex Any();
}
