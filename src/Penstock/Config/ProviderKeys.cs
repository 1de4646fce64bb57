using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Penstock.Config.Kinds;

namespace Penstock.Config;

/// <summary>The keys of one provider.</summary>
internal static partial class ProviderKeys
{
    /// <summary>The dialect of ordinary JSON services.</summary>
    public const string JsonService = "json-service";

    /// <summary>The dialect of servers of the Open Inference Protocol.</summary>
    public const string OpenInference = "open-inference";

    private static readonly string[] s_later = ["anthropic", "gemini", "bedrock", "cohere"];
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);

    public static readonly ConfigKey<Secret> ApiKey = new("api_key", Scalars.Secret,
        "The key that Penstock sends to the provider; best from the environment: `\"${OPENAI_API_KEY}\"`. Known providers need it unless they run locally.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<string> Dialect = new("dialect", Dialects(),
        "The wire format the provider speaks. A known provider has its own.")
    { DefaultNote = "the known provider's" };

    public static readonly ConfigKey<Uri> BaseUrl = new("base_url", NetworkScalars.BaseUrl,
        "What the provider's SDK takes as its base address; OpenAI's ends in `/v1`. A known provider has its own.")
    { DefaultNote = "the known provider's" };

    public static readonly ConfigKey<string> Region = new("region", Scalars.Named("region"),
        "Where the provider runs, a label for policies and records.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<IReadOnlyDictionary<string, string>> Headers = new("headers",
        new MapKind<string>("<header>", HeaderName(), "Use letters, digits and - as in X-Team.", NetworkScalars.HeaderValue) { NameRule = NetworkScalars.RefuseHeader },
        "Extra headers sent to the provider. Those of the connection and `Authorization`, `Host`, `Content-Length` and their like are refused.");

    public static readonly ConfigKey<Uri> OpenApi = new("openapi", NetworkScalars.Document,
        "JSON services: where the OpenAPI document (3.0 or 3.1, JSON) is: a path at the service (`/openapi.json`), an http(s) URL, or a file (`file:./service.json`). Without it a call's JSON is passed through unchecked.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<string> Project = new("project", Scalars.Named("project"),
        "Vertex: the Google Cloud project that calls run in.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<string> CredentialsFile = new("credentials_file", Scalars.Path,
        "Vertex: the file of a service account, or other credentials of Google's. Without it the machine's own are used: `GOOGLE_APPLICATION_CREDENTIALS`, gcloud's, or those of the cloud it runs in.")
    { DefaultNote = "the machine's credentials" };

    public static readonly ConfigKey<TimeSpan> Connect = new("connect", Limit(TimeSpan.FromHours(1)),
        "To open a connection.")
    { Default = "5s" };
    public static readonly ConfigKey<TimeSpan> FirstByte = new("first_byte", Limit(TimeSpan.FromHours(24)),
        "To the first byte of the answer.")
    { Default = "5m" };
    public static readonly ConfigKey<TimeSpan> Idle = new("idle", Limit(TimeSpan.FromHours(24)),
        "Between two pieces of an answer.")
    { Default = "2m" };
    public static readonly ConfigKey<TimeSpan> Total = new("total", Limit(TimeSpan.FromHours(24)),
        "For the whole call, retries included.")
    { Default = "10m" };

    public static readonly ConfigKey<TimeoutsConfig> Timeouts = new("timeouts",
        new SectionKind<TimeoutsConfig>([Connect, FirstByte, Idle, Total], s => new TimeoutsConfig(s.Get(Connect), s.Get(FirstByte), s.Get(Idle), s.Get(Total))),
        "How long Penstock waits for the provider.");

    public static readonly ConfigKey<int> Attempts = new("attempts", Scalars.Integer(1, 10),
        "All tries, the first included: 1 means no retry.")
    { Default = "3" };
    public static readonly ConfigKey<TimeSpan> BaseDelay = new("base_delay", Limit(TimeSpan.FromHours(1)),
        "The wait before the first retry; it doubles, with jitter. `Retry-After` is obeyed.")
    { Default = "250ms" };
    public static readonly ConfigKey<TimeSpan> MaxDelay = new("max_delay", Limit(TimeSpan.FromHours(1)),
        "The longest wait before a retry.")
    { Default = "10s" };

    public static readonly ConfigKey<RetryConfig> Retry = new("retry",
        new SectionKind<RetryConfig>([Attempts, BaseDelay, MaxDelay], s =>
        {
            var retry = new RetryConfig(s.Get(Attempts), s.Get(BaseDelay), s.Get(MaxDelay));
            if (retry.BaseDelay > retry.MaxDelay && retry.MaxDelay > TimeSpan.Zero)
            {
                s.Mistake(s.Has(MaxDelay) ? MaxDelay : BaseDelay, "base_delay is longer than max_delay", "Make max_delay at least as long as base_delay.");
            }
            return retry;
        }),
        "Retries of calls that failed before the first byte.");

    public static readonly ConfigKey<bool> IncludeUsage = new("include_usage", Scalars.Boolean,
        "false: never ask this provider for usage in streams (it does not know `stream_options`).")
    { DefaultNote = "true, or the known provider's" };

    public static readonly ConfigKey<bool> Responses = new("responses", Scalars.Boolean,
        "Providers of the dialect openai: whether it speaks `/responses` too. Requests for responses then go on as they are; elsewhere they are translated to chat.")
    { DefaultNote = "false, or the known provider's" };

    public static readonly ConfigKey<IReadOnlyList<string>> AllowFields = new("allow_fields",
        new ListKind<string>(Scalars.Named("field name", FieldName(), "Write the field as it stands in the request body, e.g. models."), mayBeEmpty: true),
        "Governed routing fields of the provider that clients may send, e.g. `models`.")
    { DefaultNote = "none" };

    public static readonly SectionKind<ProviderConfig> Provider = new(
        [ApiKey, Dialect, BaseUrl, Region, Project, CredentialsFile, Headers, Timeouts, Retry, IncludeUsage, Responses, AllowFields, OpenApi],
        Build);

    public static ScalarKind<string> Dialects() => Scalars.Choice("dialect", Scalars.Words([.. ProviderDialects.Names.Select(name => (name, name)), (JsonService, JsonService), (OpenInference, OpenInference)]),
        [.. s_later.Except(ProviderDialects.Names)]);

    private static ProviderConfig Build(Section s)
    {
        var name = s.Place.Name;
        var known = KnownProviders.Find(name);
        if (known is { Unavailable: { } reason } && !s.Has(BaseUrl))
        {
            s.Place.Mistake(s.At, reason, "Remove it, or give a base_url and dialect of your own.");
        }
        else if (known is { Local: false, KeyVariables.Count: > 0 } && !s.Has(ApiKey))
        {
            var variable = known.KeyVariables[0];
            s.Place.Mistake(s.At, "the key `api_key` is missing", $"Add `api_key: \"${{{variable}}}\"` and set {variable}.");
        }
        if (known is null)
        {
            RequireAddress(s, name);
        }
        var dialect = s.Has(Dialect) ? s.Get(Dialect) : known?.Dialect!;
        if (s.Has(OpenApi) && s.Has(Dialect) && dialect != JsonService)
        {
            s.Mistake(OpenApi, "this key does not fit this dialect", $"Remove it, or write dialect: {JsonService}.");
        }
        VertexRules.Check(s, dialect);
        return new ProviderConfig(
            name,
            dialect,
            s.Has(BaseUrl) ? s.Get(BaseUrl) : VertexRules.Address(dialect, s.Get(Region), known?.BaseUrl)!,
            s.Get(ApiKey),
            s.Get(Region),
            s.Get(Headers) ?? FrozenDictionary<string, string>.Empty,
            s.Get(Timeouts),
            s.Get(Retry),
            s.Has(IncludeUsage) ? s.Get(IncludeUsage) : known?.IncludeUsage ?? true,
            s.Get(AllowFields) ?? [])
        {
            OpenApi = s.Has(OpenApi) ? s.Get(OpenApi) : null,
            Responses = s.Has(Responses) ? s.Get(Responses) : known?.Responses ?? false,
            Project = s.Has(Project) ? s.Get(Project) : null,
            CredentialsFile = s.Has(CredentialsFile) ? s.Get(CredentialsFile) : null,
        };
    }

    private static void RequireAddress(Section s, string name)
    {
        ConfigKey[] missing = [.. new ConfigKey[] { Dialect, BaseUrl }.Where(key => !s.Has(key))];
        if (missing.Length > 0)
        {
            var keys = string.Join(" and ", missing.Select(key => $"`{key.Name}`"));
            s.Place.Mistake(s.At, $"{keys} {(missing.Length == 1 ? "is" : "are")} missing, and `{name}` is no known provider",
                NearMiss.Hint(name, KnownProviders.All.Keys)
                + $"Say what it speaks and where it is (dialect: openai, base_url: http://10.0.0.7:8000/v1), or use a known provider: {string.Join(", ", KnownProviders.All.Keys.Order(StringComparer.Ordinal))}.");
        }
    }

    private static ScalarKind<TimeSpan> Limit(TimeSpan max) => Scalars.Duration(s_tick, max);

    [GeneratedRegex("^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderName();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_.]{0,99}$", RegexOptions.CultureInvariant)]
    private static partial Regex FieldName();
}
