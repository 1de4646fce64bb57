using System.Text.RegularExpressions;
using Penstock.Config.Kinds;

namespace Penstock.Config;

/// <summary>The keys of secrets and their stores.</summary>
internal static partial class SecretStoreKeys
{
    /// <summary>The stores that need no entry.</summary>
    public static readonly IReadOnlyList<string> BuiltIn = ["env", "file", "db"];

    private static readonly (string Word, SecretStoreKind Kind)[] s_kinds =
    [
        ("env", SecretStoreKind.Env), ("file", SecretStoreKind.File), ("db", SecretStoreKind.Db), ("vault", SecretStoreKind.Vault),
        ("aws", SecretStoreKind.Aws), ("azure", SecretStoreKind.Azure), ("gcp", SecretStoreKind.Gcp),
    ];

    public static readonly ConfigKey<SecretStoreKind> Kind = new("kind", Scalars.Choice("kind of store", Scalars.Words(s_kinds)),
        "What kind of store it is.")
    { DefaultNote = "its name, where that is a kind" };

    public static readonly ConfigKey<string> Path = new("path", Scalars.Path,
        "file: the folder of the files, one secret each.")
    { DefaultNote = "`/run/secrets`" };

    public static readonly ConfigKey<Uri> Address = new("address", NetworkScalars.BaseUrl,
        "vault: Vault's address, `https://vault.example:8200`. azure: the vault's, `https://name.vault.azure.net`. aws, gcp: another address than the cloud's own.")
    { DefaultNote = "none, or the cloud's own" };

    public static readonly ConfigKey<string> Namespace = new("namespace", Scalars.Named("namespace"), "vault: the namespace.") { DefaultNote = "none" };

    public static readonly ConfigKey<string> Mount = new("mount", Scalars.Named("mount"), "vault: where the KV engine, version 2, is mounted.") { DefaultNote = "`secret`" };

    public static readonly ConfigKey<Secret> Token = new("token", Scalars.Secret, "vault: the token; best from the environment or a file (`secret:file/vault-token`). It is renewed while it can be.") { DefaultNote = "a login with Kubernetes" };

    public static readonly ConfigKey<string> Role = new("role", Scalars.Named("role"), "vault: the role of a login with Kubernetes.") { DefaultNote = "none" };

    public static readonly ConfigKey<string> LoginMount = new("login_mount", Scalars.Named("mount"), "vault: where Kubernetes' login is mounted.") { DefaultNote = "`kubernetes`" };

    public static readonly ConfigKey<string> JwtFile = new("jwt_file", Scalars.Path, "vault: the file with the pod's own token.") { DefaultNote = "where Kubernetes puts it" };

    public static readonly ConfigKey<string> Region = new("region", Scalars.Named("region"), "aws: the region. Else `AWS_REGION` or `AWS_DEFAULT_REGION`.") { DefaultNote = "`us-east-1`" };

    public static readonly ConfigKey<Secret> AccessKeyId = new("access_key_id", Scalars.Secret, "aws: the id of an access key. Without it AWS's default chain is used (environment, profile, container, role).") { DefaultNote = "none" };

    public static readonly ConfigKey<Secret> SecretAccessKey = new("secret_access_key", Scalars.Secret, "aws: the access key's secret.") { DefaultNote = "none" };

    public static readonly ConfigKey<Secret> SessionToken = new("session_token", Scalars.Secret, "aws: the token of a temporary access key.") { DefaultNote = "none" };

    public static readonly ConfigKey<string> Project = new("project", Scalars.Named("project"), "gcp: the project of secrets that name none.") { DefaultNote = "none" };

    public static readonly ConfigKey<string> CredentialsFile = new("credentials_file", Scalars.Path, "gcp: the file of a service account.") { DefaultNote = "the machine's credentials" };

    public static readonly ConfigKey<IReadOnlyList<string>> ApiPaths = new("api_paths", new ListKind<string>(Scalars.Named("path"), oneIsEnough: true, mayBeEmpty: true),
        "Which secrets may be named by what is declared through the management API; a path that ends in `*` stands for all that begin so.")
    { DefaultNote = "none; of `db` all" };

    public static readonly ConfigKey<TimeSpan> Cache = Times("cache", 1, 24 * 7 * 3600, "How long a value is used before it is read again; that begins in the background when four fifths of the time are over.", "5m");

    public static readonly ConfigKey<TimeSpan> Grace = Times("grace", 0, 24 * 30 * 3600, "How much longer an old value serves while the store is down.", "1h");

    public static readonly ConfigKey<TimeSpan> Timeout = Times("timeout", 0.1, 300, "How long a store may take to answer.", "5s");

    private static readonly ConfigKey<TimeSpan> OwnCache = Cache with { Default = null, DefaultNote = "`secrets.cache`; of `file` 10s" };
    private static readonly ConfigKey<TimeSpan> OwnGrace = Grace with { Default = null, DefaultNote = "`secrets.grace`" };
    private static readonly ConfigKey<TimeSpan> OwnTimeout = Timeout with { Default = null, DefaultNote = "`secrets.timeout`" };

    private static readonly (SecretStoreKind Kind, ConfigKey[] Keys)[] s_own =
    [
        (SecretStoreKind.File, [Path]),
        (SecretStoreKind.Vault, [Address, Namespace, Mount, Token, Role, LoginMount, JwtFile]),
        (SecretStoreKind.Aws, [Address, Region, AccessKeyId, SecretAccessKey, SessionToken]),
        (SecretStoreKind.Azure, [Address]),
        (SecretStoreKind.Gcp, [Address, Project, CredentialsFile]),
    ];

    public static readonly ConfigKey<IReadOnlyDictionary<string, SecretStoreConfig>> Stores = new("stores",
        new MapKind<SecretStoreConfig>("<store>", StoreName(), "Use a-z, 0-9, - and _, beginning with a letter or digit.", new SectionKind<SecretStoreConfig>(
            [
                Kind, Path, Address, Namespace, Mount, Token, Role, LoginMount, JwtFile, Region, AccessKeyId, SecretAccessKey, SessionToken, Project, CredentialsFile,
                ApiPaths, OwnCache, OwnGrace, OwnTimeout,
            ],
            BuildStore)),
        "The stores by name, which references begin with: `secret:<store>/<path>`. `env`, `file` and `db` are always there; an entry changes their settings.");

    public static readonly ConfigKey<string> MasterKeyFile = new("master_key_file", Scalars.Path,
        "The file of the keys that the secrets of `db` are encrypted under, one a line, the newest first; read again when it changes. `PENSTOCK_MASTER_KEY` comes before it.")
    { DefaultNote = "`<data folder>/master.key`, made when it is needed" };

    public static readonly ConfigKey<SecretsConfig> Secrets = new("secrets",
        new SectionKind<SecretsConfig>([Stores, MasterKeyFile, Cache, Grace, Timeout], s => new SecretsConfig
        {
            Stores = s.Get(Stores),
            MasterKeyFile = s.Has(MasterKeyFile) ? s.Get(MasterKeyFile) : null,
            Cache = s.Get(Cache),
            Grace = s.Get(Grace),
            Timeout = s.Get(Timeout),
        }),
        "Where secrets are kept. Wherever a key holds a secret it takes a reference, `secret:<store>/<path>` or `secret:<store>/<path>#<field>`; see [secrets.md](secrets.md).");

    /// <summary>The kind of a store that says none.</summary>
    public static SecretStoreKind? KindOf(string name)
    {
        foreach (var (word, kind) in s_kinds)
        {
            if (word == name)
            {
                return kind;
            }
        }

        return null;
    }

    private static SecretStoreConfig BuildStore(Section s)
    {
        var (name, usual) = (s.Place.Name, KindOf(s.Place.Name));
        var kind = s.Has(Kind) ? s.Get(Kind) : usual ?? default;
        if (!s.Has(Kind) && usual is null)
        {
            s.Place.Mistake(s.At, "the key `kind` is missing", $"Write one of: {string.Join(", ", s_kinds.Select(known => known.Word))}.");
            return new SecretStoreConfig(kind);
        }

        if (BuiltIn.Contains(name) ? kind != usual : kind == SecretStoreKind.Db)
        {
            s.Mistake(Kind, BuiltIn.Contains(name) ? $"the store `{name}` is always of the kind {name}" : "there is one store of this kind, `db`", "Give this store another name, or another kind.");
        }

        var fits = s_own.FirstOrDefault(own => own.Kind == kind).Keys ?? [];
        foreach (var key in s_own.SelectMany(own => own.Keys).Distinct().Where(key => s.Has(key) && !fits.Contains(key)))
        {
            s.Mistake(key, "this key does not fit this kind of store", fits.Length == 0 ? "Remove it." : $"Remove it; here fit: {string.Join(", ", fits.Select(own => own.Name))}.");
        }

        if (kind is SecretStoreKind.Vault or SecretStoreKind.Azure && !s.Has(Address))
        {
            s.Place.Mistake(s.At, "the key `address` is missing", kind == SecretStoreKind.Vault ? "Write Vault's address: https://vault.example:8200." : "Write the vault's address: https://name.vault.azure.net.");
        }

        if (kind == SecretStoreKind.Vault && s.Has(Token) == s.Has(Role))
        {
            s.Place.Mistake(s.At, s.Has(Token) ? "both a token and a role are given" : "neither a token nor a role is given", "Give `token`, or `role` for a login with Kubernetes.");
        }

        if (kind == SecretStoreKind.Aws && s.Has(AccessKeyId) != s.Has(SecretAccessKey))
        {
            s.Mistake(s.Has(AccessKeyId) ? AccessKeyId : SecretAccessKey, "an access key is its id and its secret", "Give both, or neither: then AWS's default chain is used.");
        }

        return new SecretStoreConfig(kind)
        {
            Cache = s.GetOptional(OwnCache),
            Grace = s.GetOptional(OwnGrace),
            Timeout = s.GetOptional(OwnTimeout),
            ApiPaths = s.Has(ApiPaths) ? s.Get(ApiPaths) : kind == SecretStoreKind.Db ? ["*"] : [],
            Path = Written(Path),
            Address = s.Has(Address) ? s.Get(Address) : null,
            Namespace = Written(Namespace),
            Mount = Written(Mount),
            Token = s.Has(Token) ? s.Get(Token) : null,
            Role = Written(Role),
            LoginMount = Written(LoginMount),
            JwtFile = Written(JwtFile),
            Region = Written(Region) ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION"),
            AccessKeyId = s.Has(AccessKeyId) ? s.Get(AccessKeyId) : null,
            SecretAccessKey = s.Has(SecretAccessKey) ? s.Get(SecretAccessKey) : null,
            SessionToken = s.Has(SessionToken) ? s.Get(SessionToken) : null,
            Project = Written(Project),
            CredentialsFile = Written(CredentialsFile),
        };

        string? Written(ConfigKey<string> key) => s.Has(key) ? s.Get(key) : null;

        string? Variable(string variable) => s.Place.Draft.Environment.TryGetValue(variable, out var text) && text.Length > 0 ? text : null;
    }

    private static ConfigKey<TimeSpan> Times(string name, double least, double most, string description, string usual) =>
        new(name, Scalars.Duration(TimeSpan.FromSeconds(least), TimeSpan.FromSeconds(most)), description) { Default = usual };

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex StoreName();
}
