using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penstock.Config.Kinds;
using Penstock.Domain.Access;

namespace Penstock.Config.Governance;

/// <summary>The keys that say which calls a limit, a budget or a rule is about.</summary>
internal static partial class AppliesKeys
{
    private static readonly ConfigKey<IReadOnlyList<string>> Keys = List("keys", "key id", "Ids of keys.");
    private static readonly ConfigKey<IReadOnlyList<string>> Users = List("users", "user id", "Ids of users.");
    private static readonly ConfigKey<IReadOnlyList<string>> ServiceAccounts = List("service_accounts", "service account id", "Ids of service accounts.");
    private static readonly ConfigKey<IReadOnlyList<string>> Teams = List("teams", "team id", "Ids of teams; those below them are meant too.");
    private static readonly ConfigKey<IReadOnlyList<string>> Roles = List("roles", "role", "Names of roles.");
    private static readonly ConfigKey<IReadOnlyList<string>> Models = List("models", "model name", "Public names of models.");

    private static readonly ConfigKey<IReadOnlyList<string>> Tags = new("tags",
        new ListKind<string>(Scalars.Named("tag", TagText(), "Write name, name=value, or name=begin*."), oneIsEnough: true),
        "Tags: `name` for any value, or `name=value`.")
    { DefaultNote = "any" };

    /// <summary>Which calls: all lists that are given must match; a name that ends in <c>*</c> stands for all that begin so.</summary>
    public static readonly ConfigKey<Applies> Applies = new("applies",
        new SectionKind<Applies>([Keys, Users, ServiceAccounts, Teams, Roles, Models, Tags], s => new Applies
        {
            Keys = s.Has(Keys) ? s.Get(Keys) : [],
            Users = s.Has(Users) ? s.Get(Users) : [],
            ServiceAccounts = s.Has(ServiceAccounts) ? s.Get(ServiceAccounts) : [],
            Teams = s.Has(Teams) ? s.Get(Teams) : [],
            Roles = s.Has(Roles) ? s.Get(Roles) : [],
            Models = s.Has(Models) ? s.Get(Models) : [],
            Tags = s.Has(Tags) ? s.Get(Tags) : [],
        }),
        "Which calls it is about: those that match every list given here; a name that ends in `*` stands for all that begin so.")
    { DefaultNote = "all" };

    /// <summary>By what calls are counted apart.</summary>
    public static readonly ConfigKey<IReadOnlyList<ScopeKind>> Each = new("each",
        new ListKind<ScopeKind>(Scalars.Choice("scope", Scalars.Words(
            ("team", ScopeKind.Team), ("user", ScopeKind.User), ("service_account", ScopeKind.ServiceAccount), ("key", ScopeKind.Key),
            ("model", ScopeKind.Model), ("provider", ScopeKind.Provider), ("tag", ScopeKind.Tag))), oneIsEnough: true),
        "Counts apart for each of these: `user`, `[team, model]`. Left out, all calls count together. `tag` goes by the one tag that `applies.tags` names.")
    { DefaultNote = "together" };

    /// <summary>The teams that a body is about: it is theirs. None: it is everybody's.</summary>
    public static IEnumerable<string> TeamsOf(JsonObject body) => (body["applies"] as JsonObject)?["teams"] switch
    {
        JsonArray teams => teams.OfType<JsonValue>().Select(team => team.ToString()),
        JsonValue team => [team.ToString()],
        _ => [],
    };

    private static ConfigKey<IReadOnlyList<string>> List(string name, string label, string description) =>
        new(name, new ListKind<string>(Scalars.Named(label), oneIsEnough: true), description) { DefaultNote = "any" };

    [GeneratedRegex("^[^=*,\\s][^=*,]{0,63}(=[^,*]{0,64}\\*?)?$")]
    private static partial Regex TagText();
}
