using System.Collections.Frozen;
using System.Net;
using Penstock.Config.Governance;
using Penstock.Config.Kinds;
using Penstock.Pipeline.Authenticate;

namespace Penstock.Config;

/// <summary>The keys outside providers and models, and the root. The reader, the JSON schema and docs/configuration.md come from these.</summary>
internal static class ConfigKeys
{
    public static readonly ConfigKey<IReadOnlyList<ListenAddress>> Listen = new("listen",
        new ListKind<ListenAddress>(NetworkScalars.Listen, oneIsEnough: true),
        "Where to listen: `host:port`, `[::1]:port`, or a list. `$PORT` replaces the port. Only this machine reaches the default; write 0.0.0.0 for every interface.")
    { Default = "127.0.0.1:8080" };

    public static readonly ConfigKey<long> MaxBodyBytes = new("max_body_bytes", Scalars.Size(1024, 1L << 30),
        "The largest request body; a larger one is answered 413.")
    { Default = "33554432" };

    public static readonly ConfigKey<TimeSpan> ShutdownTimeout = new("shutdown_timeout",
        Scalars.Duration(TimeSpan.Zero, TimeSpan.FromHours(1)),
        "How long running calls may take to finish when the server is asked to stop; then they are cut.")
    { Default = "30s" };

    public static readonly ConfigKey<IReadOnlyList<string>> CorsOrigins = new("origins",
        new ListKind<string>(NetworkScalars.Origin, mayBeEmpty: true),
        "Browser origins that may call, e.g. `https://app.example`.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<CorsConfig> Cors = new("cors",
        new WordOrKind<CorsConfig>(["*"], (_, _) => new CorsConfig(true, []), new SectionKind<CorsConfig>([CorsOrigins], s => new CorsConfig(false, s.Get(CorsOrigins) ?? []))),
        "Calls from browsers: closed by default; `cors: \"*\"` opens it to every origin.")
    { DefaultNote = "closed" };

    public static readonly ConfigKey<int> ValidationStatus = new("status", Scalars.OneOf("status", 422, 400),
        "The HTTP status: 422 or 400.")
    { Default = "422" };

    public static readonly ConfigKey<bool> ValidationFormat = new("format", Scalars.Choice("format", Scalars.Words(("problem", false), ("fastapi", true))),
        "`problem` for problem details, `fastapi` for FastAPI's `{\"detail\":[…]}`.")
    { Default = "problem" };

    public static readonly ConfigKey<ValidationConfig> Validation = new("validation",
        new SectionKind<ValidationConfig>([ValidationStatus, ValidationFormat], s => new ValidationConfig(s.Get(ValidationStatus), s.Get(ValidationFormat))),
        "How typed models answer an input that does not fit.");

    public static readonly ConfigKey<IReadOnlyList<IPNetwork>> ReachableNetworks = new("reachable_networks",
        new ListKind<IPNetwork>(NetworkScalars.Network, oneIsEnough: true, mayBeEmpty: true),
        "Private networks (`10.0.0.0/8`) that addresses given through the management API (providers, issuers, webhooks) may lead to. What this file names is not held to it.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<string> PublicUrl = new("public_url", NetworkScalars.Origin,
        "Scheme, host and port that browsers see, e.g. https://penstock.example.com: people who log in are sent back there. https, except on this machine.")
    { DefaultNote = "none: nobody can log in" };

    public static readonly ConfigKey<TimeSpan> SessionIdle = new("idle", Scalars.Duration(TimeSpan.FromMinutes(1), TimeSpan.FromHours(24 * 31)), "Ends a session that was not used for so long.") { Default = "1h" };

    public static readonly ConfigKey<TimeSpan> SessionLifetime = new("lifetime", Scalars.Duration(TimeSpan.FromMinutes(1), TimeSpan.FromHours(24 * 31)), "Ends a session that is so old.") { Default = "12h" };

    public static readonly ConfigKey<SessionTimes> SessionsOf = new("sessions",
        new SectionKind<SessionTimes>([SessionIdle, SessionLifetime], s => new SessionTimes(s.Get(SessionIdle), s.Get(SessionLifetime))),
        "The sessions of people who logged in.");

    public static readonly ConfigKey<IReadOnlyList<IPNetwork>> TrustedProxies = new("trusted_proxies",
        new ListKind<IPNetwork>(NetworkScalars.Network, oneIsEnough: true),
        "The networks of proxies whose `X-Forwarded-For` is believed, for keys and rules that go by the caller's network: `[10.0.0.0/8, \"fd00::/8\"]`. From anywhere else the header is not looked at.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<ServerConfig> Server = new("server",
        new SectionKind<ServerConfig>([Listen, MaxBodyBytes, ShutdownTimeout, TrustedProxies, ReachableNetworks, PublicUrl, SessionsOf, Cors, Validation],
            s => new ServerConfig(PortVariable.Apply(s.Get(Listen) ?? [], s.Place.Draft), s.Get(MaxBodyBytes), s.Get(ShutdownTimeout), s.Get(Cors), s.Get(Validation))
            {
                ReachableNetworks = s.Get(ReachableNetworks) ?? [],
                TrustedProxies = s.Get(TrustedProxies) ?? [],
                PublicUrl = PublicUrlOf(s),
                Sessions = s.Get(SessionsOf),
            }),
        "The server itself.");

    public static readonly ConfigKey<string> Sqlite = new("sqlite", Scalars.Path,
        "The SQLite database file.")
    { DefaultNote = "`<data folder>/penstock.db`" };

    public static readonly ConfigKey<TimeSpan> ResponsesTtl = new("responses_ttl",
        Scalars.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromHours(24 * 366)),
        "How long the responses of `/v1/responses` are kept, encrypted, for requests with `previous_response_id`; none is kept of a request with `store: false`.")
    { Default = "720h" };

    public static readonly ConfigKey<StorageConfig> Storage = new("storage",
        new SectionKind<StorageConfig>([Sqlite, ResponsesTtl], s => new StorageConfig(s.Has(Sqlite) ? s.Get(Sqlite) : DefaultDatabase(s.Place.Draft), s.Get(ResponsesTtl))),
        "Where records are kept.");

    public static readonly ConfigKey<LoggingLevel> Level = new("level", Scalars.Choice("level", Scalars.Words(
        ("trace", LoggingLevel.Trace), ("debug", LoggingLevel.Debug), ("info", LoggingLevel.Info), ("warn", LoggingLevel.Warn), ("error", LoggingLevel.Error))),
        "The least level that is logged: trace, debug, info, warn or error.")
    { Default = "info" };

    public static readonly ConfigKey<LoggingFormat> Format = new("format", Scalars.Choice("format", Scalars.Words(
        ("auto", LoggingFormat.Auto), ("text", LoggingFormat.Text), ("json", LoggingFormat.Json))),
        "text, json, or auto: text on a terminal and JSON otherwise.")
    { Default = "auto" };

    public static readonly ConfigKey<LoggingConfig> Logging = new("logging",
        new SectionKind<LoggingConfig>([Level, Format], s => new LoggingConfig(s.Get(Level), s.Get(Format))), "The log.");

    public static readonly ConfigKey<string> Library = new("library", Scalars.Path,
        "Another ONNX Runtime library than the one in the box.")
    { DefaultNote = "the one in the box" };

    public static readonly ConfigKey<long> MaxModelBytes = new("max_model_bytes", Scalars.Size(1, 1L << 40),
        "The largest model file that is fetched from an https or S3 address.")
    { Default = "4294967296" };

    public static readonly ConfigKey<TimeSpan> DownloadTimeout = new("download_timeout",
        Scalars.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)),
        "How long the fetching of one model file may take.")
    { Default = "1h" };

    public static readonly ConfigKey<int> OnnxThreads = new("threads", Scalars.Integer(1, 1024),
        "Threads that share the work of single runs; all ONNX models use the same. Read once, when the first model is loaded.")
    { DefaultNote = "one for each processor" };

    public static readonly ConfigKey<bool> OnnxSpinning = new("spinning", Scalars.Boolean,
        "Whether these threads wait busily for the next piece of work: a little faster alone, slower beside anything else. Read once.")
    { Default = "false" };

    public static readonly ConfigKey<OnnxConfig> Onnx = new("onnx",
        new SectionKind<OnnxConfig>([Library, OnnxThreads, OnnxSpinning, BatchingKeys.Key, MaxModelBytes, DownloadTimeout],
            s => new OnnxConfig(s.Get(Library))
            {
                Threads = s.GetOptional(OnnxThreads),
                Spinning = s.Get(OnnxSpinning),
                Batching = s.Get(BatchingKeys.Key),
                MaxModelBytes = s.Get(MaxModelBytes),
                DownloadTimeout = s.Get(DownloadTimeout),
            }),
        "ONNX Runtime.");

    public static readonly ConfigKey<int> DefaultRequestsPerMinute = new("default_requests_per_minute", Scalars.Integer(1, 10_000_000),
        "Requests a minute for keys that state no limit of their own.")
    { DefaultNote = "no limit" };

    public static readonly ConfigKey<int> DefaultMaxConcurrentCalls = new("default_max_concurrent_calls", Scalars.Integer(1, 1_000_000),
        "Calls at once for keys that state no limit of their own.")
    { DefaultNote = "no limit" };

    public static readonly ConfigKey<KeysConfig> Keys = new("keys",
        new SectionKind<KeysConfig>([DefaultRequestsPerMinute, DefaultMaxConcurrentCalls],
            s => new KeysConfig(s.GetOptional(DefaultRequestsPerMinute), s.GetOptional(DefaultMaxConcurrentCalls))),
        "What holds for every key that does not say otherwise.");

    public static readonly ConfigKey<IReadOnlyDictionary<string, Declared<ProviderConfig>>> Providers = new("providers",
        new MapKind<Declared<ProviderConfig>>("<provider>", ProviderKeys.Name(), "Use a-z, 0-9, - and _, beginning with a letter or digit.", new DeclaredKind<ProviderConfig>(ProviderKeys.Provider)),
        "Who runs GenAI models. A known provider needs no more than its key.");

    public static readonly ConfigKey<IReadOnlyDictionary<string, Declared<ModelConfig>>> Models = new("models",
        new MapKind<Declared<ModelConfig>>("<model>", ModelNames.Pattern(), "Use 1 to 200 letters, digits and . _ - / : @ +, with no / at either end.", new DeclaredKind<ModelConfig>(ModelKeys.Model)),
        "The models and their public names. The models in the box, `iris` and `guide`, need no entry; `guide: off` turns one off.");

    // One a line: parts are added to it from many sides.
    public static readonly SectionKind<PenstockConfig> Root = new(
        [
            Server,
            Storage,
            Logging,
            Onnx,
            S3Keys.S3,
            SecretStoreKeys.Secrets,
            Keys,
            Providers,
            Models,
            RepositoryKeys.Repositories,
            MoneyKeys.Money,
            PriceKeys.Prices,
            RoleKeys.Roles,
            TeamKeys.Teams,
            AuditKeys.Audit,
            AuditKeys.Retention,
            BudgetKeys.Budgets,
            PolicyKeys.Policy,
            PolicyKeys.Rules,
            PolicyKeys.HeaderRules,
            PolicyKeys.Maintenances,
            BudgetKeys.Webhooks,
            UserKeys.Users,
            ServiceAccountKeys.ServiceAccounts,
            IssuerKeys.Issuers,
            LimitKeys.Limits,
        ],
        s => new PenstockConfig(s.Get(Server), s.Get(Storage), s.Get(Logging), s.Get(Onnx), s.Get(Keys), FrozenDictionary<string, ProviderConfig>.Empty, FrozenDictionary<string, ModelConfig>.Empty)
        {
            S3 = s.Get(S3Keys.S3),
            Secrets = s.Get(SecretStoreKeys.Secrets),
            Repositories = s.Get(RepositoryKeys.Repositories) ?? [],
            Money = s.Get(MoneyKeys.Money),
            Prices = s.Get(PriceKeys.Prices),
            Roles = s.Get(RoleKeys.Roles),
            Teams = s.Get(TeamKeys.Teams),
            Audit = s.Get(AuditKeys.Audit),
            Retention = s.Get(AuditKeys.Retention),
            Budgets = s.Get(BudgetKeys.Budgets),
            Policy = s.Get(PolicyKeys.Policy),
            Policies = s.Get(PolicyKeys.Rules),
            HeaderRules = s.Get(PolicyKeys.HeaderRules),
            Maintenance = s.Get(PolicyKeys.Maintenances),
            WebhookSecret = s.Get(BudgetKeys.Webhooks),
            Users = s.Get(UserKeys.Users),
            ServiceAccounts = s.Get(ServiceAccountKeys.ServiceAccounts),
            Issuers = s.Get(IssuerKeys.Issuers),
            Limits = s.Get(LimitKeys.Limits),
        }.Declaring(s.Get(Providers), s.Get(Models)));

    // A cookie over plain HTTP is anybody's on the way; only what never leaves the machine may do without TLS.
    private static string? PublicUrlOf(Section s)
    {
        if (!s.Has(PublicUrl) || s.Get(PublicUrl) is not { } url)
        {
            return null;
        }

        if (!url.StartsWith("https:", StringComparison.Ordinal) && !(url.StartsWith("http:", StringComparison.Ordinal) && new Uri(url).IsLoopback))
        {
            s.Mistake(PublicUrl, "logins need TLS", "Write https://…, the address of the proxy that ends TLS before Penstock.");
        }

        return url;
    }

    private static string DefaultDatabase(ConfigDraft draft) =>
        Path.GetFullPath(Path.Combine(draft.Environment.TryGetValue(ConfigOverrides.DataDirectory, out var data) && data.Length > 0 ? data : ServerArguments.DefaultData, "penstock.db"));
}
