using System.Text.RegularExpressions;
using Penstock.Config.Kinds;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Config.Governance;

/// <summary>The keys of an issuer of tokens.</summary>
internal static partial class IssuerKeys
{
    public static readonly ConfigKey<string> Url = new("url",
        Scalars.Named("issuer URL", IssuerUrl(), "Write it as the issuer writes `iss` into its tokens, e.g. https://login.example.com/realms/main."),
        "The issuer's identifier, letter for letter as in the `iss` of its tokens. What it publishes is found below it, at `/.well-known/openid-configuration`.")
    { Required = true };

    public static readonly ConfigKey<IReadOnlyList<string>> Audiences = new("audiences", new ListKind<string>(Scalars.Named("audience"), oneIsEnough: true),
        "Takes its tokens as credentials for calls if they were made for one of these (`aud`).")
    { DefaultNote = "tokens are not taken for calls" };

    public static readonly ConfigKey<IReadOnlyList<string>> Algorithms = new("algorithms",
        new ListKind<string>(Scalars.Choice("algorithm", Scalars.Words(Issuer.Asymmetric.Concat(Issuer.Symmetric).Select(name => (name, name)))), oneIsEnough: true),
        "How its tokens may be signed. `HS…` needs `shared_secret`; unsigned tokens are never taken.")
    { DefaultNote = "every `RS…`, `PS…` and `ES…`; with `shared_secret` HS256" };

    public static readonly ConfigKey<Uri> KeysUrl = new("jwks_url", NetworkScalars.Link, "Where its keys are (a JWK set).") { DefaultNote = "what its discovery document says" };

    public static readonly ConfigKey<string> KeysFile = new("jwks_file", Scalars.Path, "A file with its keys (a JWK set), for an issuer that cannot be reached from here. Only in the file.") { DefaultNote = "keys are fetched" };

    public static readonly ConfigKey<Secret> SharedSecret = new("shared_secret", Scalars.Secret, "The secret that it and Penstock share, for `HS…`: 32 bytes or more. In the API a reference to a secret (`secret:db/corp`), never the secret.") { DefaultNote = "none" };

    public static readonly ConfigKey<TimeSpan> ClockSkew = new("clock_skew", Scalars.Duration(TimeSpan.Zero, TimeSpan.FromMinutes(10)), "How far its clock may be from this server's.") { Default = "60s" };

    public static readonly ConfigKey<TimeSpan> KeysOutlive = new("keys_outlive", Scalars.Duration(TimeSpan.FromMinutes(5), TimeSpan.FromHours(24 * 31)),
        "How long its keys stay good when they cannot be fetched anew.")
    { Default = "24h" };

    public static readonly ConfigKey<PrincipalKind> Principals = new("principals",
        Scalars.Choice("principals", Scalars.Words(("users", PrincipalKind.User), ("service_accounts", PrincipalKind.ServiceAccount))),
        "What its tokens stand for: `users`, or `service_accounts`.")
    { Default = "users" };

    public static readonly ConfigKey<string> SubjectClaim = Claim("subject", "sub", "Who it is, for good. Never an e-mail address or a name, which somebody else may get later.");

    public static readonly ConfigKey<string> EmailClaim = Claim("email", "email", "The e-mail address.");

    public static readonly ConfigKey<string> NameClaim = Claim("name", "name", "What people call it.");

    public static readonly ConfigKey<string> GroupsClaim = Claim("groups", "groups", "Its groups: a list of texts, or one text.");

    public static readonly ConfigKey<IssuerClaims> Claims = new("claims",
        new SectionKind<IssuerClaims>([SubjectClaim, EmailClaim, NameClaim, GroupsClaim], s => new IssuerClaims
        {
            Subject = s.Get(SubjectClaim),
            Email = s.Get(EmailClaim),
            Name = s.Get(NameClaim),
            Groups = s.Get(GroupsClaim),
        }),
        "Where its tokens say what: a claim's name, or a path with dots to one inside others (`realm_access.roles`).");

    public static readonly ConfigKey<IReadOnlyList<string>> Teams = new("teams", new ListKind<string>(Scalars.Named("team"), oneIsEnough: true), "Ids of teams.") { DefaultNote = "none" };

    public static readonly ConfigKey<IReadOnlyList<string>> Roles = new("roles", new ListKind<string>(Scalars.Named("role"), oneIsEnough: true), "Names of roles.") { DefaultNote = "none" };

    public static readonly ConfigKey<IReadOnlyDictionary<string, IssuerGroup>> Groups = new("groups",
        new MapKind<IssuerGroup>("<group>", GroupName(), "Write the group as the issuer does, up to 200 characters.",
            new SectionKind<IssuerGroup>([Teams, Roles], s => new IssuerGroup { Teams = Listed(s, Teams), Roles = Listed(s, Roles) })),
        "What its groups stand for here. A group that is not named stands for nothing.");

    public static readonly ConfigKey<IReadOnlyDictionary<string, IReadOnlyList<string>>> Require = new("require",
        new MapKind<IReadOnlyList<string>>("<claim>", GroupName(), "Write the claim's name.", new ListKind<string>(Scalars.Named("value"), oneIsEnough: true)),
        "Claims that a token must have, each with one of these values.");

    public static readonly ConfigKey<IReadOnlyList<string>> EmailDomains = new("email_domains",
        new ListKind<string>(Scalars.Named("domain", Domain(), "Write it without @: example.com."), oneIsEnough: true),
        "Lets in only those with a verified e-mail address in one of these domains.")
    { DefaultNote = "all" };

    public static readonly ConfigKey<bool> TrustEmail = new("trust_email", Scalars.Boolean,
        "Takes its e-mail addresses as verified where it does not say so (`email_verified`): only where nobody can choose an address there.")
    { Default = "false" };

    public static readonly ConfigKey<bool> CreateUsers = new("create_users", Scalars.Boolean, "Whether somebody unknown gets an account here at first sight; otherwise only those get in who have one.") { Default = "true" };

    public static readonly ConfigKey<string> ClientId = new("client_id", Scalars.Named("client id"), "Penstock's name there.") { Required = true };

    public static readonly ConfigKey<Secret> ClientSecret = new("client_secret", Scalars.Secret, "Penstock's secret there; without one it is a public client, with PKCE alone. In the API a reference to a secret, never the secret.") { DefaultNote = "none" };

    public static readonly ConfigKey<IReadOnlyList<string>> Scopes = new("scopes", new ListKind<string>(Scalars.Named("scope", Scope(), "Write one scope, without a space.")),
        "What is asked for beside `openid`.")
    { Default = null, DefaultNote = "`[profile, email]`" };

    public static readonly ConfigKey<IssuerLogin> Login = new("login",
        new SectionKind<IssuerLogin>([ClientId, ClientSecret, Scopes], s => new IssuerLogin
        {
            ClientId = s.Get(ClientId),
            ClientSecret = SecretOf(s, ClientSecret),
            Scopes = s.Has(Scopes) ? ["openid", .. (s.Get(Scopes) ?? []).Where(scope => scope != "openid")] : ["openid", "profile", "email"],
        }),
        "People log in there. Its allowed redirect address is `<server.public_url>/auth/callback`.")
    { DefaultNote = "nobody logs in there" };

    public static readonly SectionKind<Issuer> Kind = new(
        [Url, Audiences, Login, Algorithms, KeysUrl, KeysFile, SharedSecret, ClockSkew, KeysOutlive, Principals, Claims, Groups, Teams, Roles, Require, EmailDomains, TrustEmail, CreateUsers],
        Build);

    public static readonly ConfigKey<IReadOnlyDictionary<string, Declared<Issuer>>> Issuers = new("issuers",
        GovernedNames.Map("<issuer>", Kind),
        "OpenID Connect issuers, by name: their tokens are credentials for calls, people log in there, or both. What is declared here is read-only in the API, which can make more.")
    { DefaultNote = "none" };

    /// <summary>Two of one address that both take tokens for the same audience: nobody could say which settings hold.</summary>
    public static IEnumerable<InputMistake> Check(Issuer issuer, IReadOnlyDictionary<string, Issuer> all) =>
        from other in all.Values
        where other.Name != issuer.Name && other.Url == issuer.Url
        from audience in issuer.Audiences.Intersect(other.Audiences, StringComparer.Ordinal)
        select new InputMistake("audiences", "value_error", $"The issuer '{other.Name}' takes the tokens of this address for '{audience}' already. Change one of the two.", $"\"{audience}\"");

    /// <summary>Roles and teams that are not there.</summary>
    public static IEnumerable<InputMistake> References(Issuer issuer, KnownNames known) =>
        issuer.Groups.Select(group => ($"groups.{group.Key}.", group.Value)).Append(("", issuer.Everybody)).SelectMany(mapped =>
            mapped.Item2.Teams.Where(team => !known.Teams.Has(team)).Select(team => new InputMistake(mapped.Item1 + "teams", "not_found", $"There is no team '{team}'. Make it first.", $"\"{team}\""))
                .Concat(mapped.Item2.Roles.Where(role => !known.Roles.Has(role)).Select(role => new InputMistake(mapped.Item1 + "roles", "not_found", $"There is no role '{role}'. Make it first.", $"\"{role}\""))));

    private static Issuer Build(Section s)
    {
        var fromApi = s.Place.Draft.FromApi;
        var shared = s.Has(SharedSecret);
        var algorithms = s.Has(Algorithms) ? s.Get(Algorithms) ?? [] : shared ? ["HS256"] : Issuer.Asymmetric;
        if (!s.Has(Audiences) && !s.Has(Login))
        {
            s.Mistake(Audiences, "nothing says what this issuer is for", "Add audiences for tokens of calls, or login for people, or both.");
        }

        foreach (var name in algorithms.Where(name => shared == Issuer.Asymmetric.Contains(name)))
        {
            s.Mistake(Algorithms, $"{name} does not go with {(shared ? "a shared secret" : "keys of the issuer's own")}",
                shared ? "Write HS256, HS384 or HS512, or remove shared_secret." : "Write RS…, PS… or ES…, or give a shared_secret of 32 bytes or more.");
        }

        if (shared && !fromApi && s.Get(SharedSecret) is { Reference: null } written && written.Reveal().Length < 32)
        {
            s.Mistake(SharedSecret, "the secret is shorter than 32 bytes", "Make a longer one: openssl rand -hex 32.");
        }

        if ((shared ? 1 : 0) + (s.Has(KeysUrl) ? 1 : 0) + (s.Has(KeysFile) ? 1 : 0) > 1)
        {
            s.Mistake(shared ? SharedSecret : KeysFile, "keys come from more than one place", "Keep one of jwks_url, jwks_file and shared_secret.");
        }

        if (fromApi && s.Get(Url) is { } url && !url.StartsWith("https://", StringComparison.Ordinal))
        {
            s.Mistake(Url, "this is no https address", "Write https://…; only the configuration file may name an http one.");
        }

        if (fromApi && s.Has(KeysUrl) && s.Get(KeysUrl) is { Scheme: not "https" })
        {
            s.Mistake(KeysUrl, "this is no https address", "Write https://…; only the configuration file may name an http one.");
        }

        return new Issuer
        {
            Name = s.Place.EntryName,
            Url = s.Get(Url) ?? "",
            Audiences = Listed(s, Audiences),
            Algorithms = algorithms,
            KeysAddress = s.Has(KeysUrl) ? s.Get(KeysUrl) : null,
            Keys = KeysOf(s),
            SharedSecret = SecretOf(s, SharedSecret),
            ClockSkew = s.Get(ClockSkew),
            KeysOutlive = s.Get(KeysOutlive),
            Kind = s.Get(Principals),
            Claims = s.Get(Claims) ?? new IssuerClaims(),
            Groups = s.Get(Groups) ?? new Dictionary<string, IssuerGroup>(),
            Everybody = new IssuerGroup { Teams = Listed(s, Teams), Roles = Listed(s, Roles) },
            Required = s.Get(Require) ?? new Dictionary<string, IReadOnlyList<string>>(),
            EmailDomains = Listed(s, EmailDomains),
            TrustEmail = s.Get(TrustEmail),
            Creates = s.Get(CreateUsers),
            Login = s.Has(Login) ? s.Get(Login) : null,
            MayBePrivate = !fromApi,
        };
    }

    private static IssuerSecret? SecretOf(Section s, ConfigKey<Secret> key) =>
        !s.Has(key) || s.Get(key) is not { } secret ? null
        : secret.Reference is { } reference ? IssuerSecret.In(reference.ToString(), secret.FromApi)
        : IssuerSecret.Of(secret.Reveal());

    // No body names a file of this machine.
    private static string? KeysOf(Section s)
    {
        if (!s.Has(KeysFile))
        {
            return null;
        }

        if (s.Place.Draft.FromApi)
        {
            s.Mistake(KeysFile, "a file cannot be named here", "Write jwks_url, or declare the issuer in the configuration file.");
            return null;
        }

        try
        {
            return s.Get(KeysFile) is { } path ? File.ReadAllText(path) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            s.Mistake(KeysFile, "the file cannot be read", "Check the path and its permissions.");
            return null;
        }
    }

    private static IReadOnlyList<string> Listed(Section s, ConfigKey<IReadOnlyList<string>> key) => s.Has(key) ? s.Get(key) ?? [] : [];

    private static ConfigKey<string> Claim(string name, string claim, string description) => new(name, Scalars.Named("claim"), description) { Default = claim };

    [GeneratedRegex(@"^https?://[^\s?#@]+\z")]
    private static partial Regex IssuerUrl();

    [GeneratedRegex(@"^.{1,200}\z")]
    private static partial Regex GroupName();

    [GeneratedRegex(@"^[A-Za-z0-9.-]+\.[A-Za-z0-9-]+\z")]
    private static partial Regex Domain();

    [GeneratedRegex(@"^[!#-\[\]-~]+\z")]
    private static partial Regex Scope();
}
