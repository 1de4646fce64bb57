using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Penstock.Config.Kinds;
using Penstock.Dialects.Bedrock;
using Penstock.Dialects.Gemini;

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
        "The key that Penstock sends to the provider; best from a store (`secret:vault/openai#key`, `secret:db/openai`) or the environment (`\"${OPENAI_API_KEY}\"`); see [secrets.md](secrets.md). Known providers need it unless they run locally.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<string> Dialect = new("dialect", Dialects(),
        "The wire format the provider speaks. A known provider has its own.")
    { DefaultNote = "the known provider's" };

    public static readonly ConfigKey<Uri> BaseUrl = new("base_url", NetworkScalars.BaseUrl,
        "What the provider's SDK takes as its base address; OpenAI's ends in `/v1`. A known provider has its own.")
    { DefaultNote = "the known provider's" };

    public static readonly ConfigKey<string> Like = new("like", Scalars.Named("known provider"),
        "A known provider whose data this one has, where its own name is another: two Azure resources, a second region.")
    { DefaultNote = "its own name" };

    public static readonly ConfigKey<string> ApiVersion = new("api_version", Scalars.Named("version", ApiVersionText(), "Write it as the provider does, e.g. 2024-10-21."),
        "The version of the provider's API. Azure: with one, calls go to `openai/deployments/{model}/…?api-version=…`; without, to the newer `openai/v1/…`.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<bool> OlderMaxTokens = new("older_max_tokens", Scalars.Boolean,
        "true: the provider knows only `max_tokens`, and gets `max_completion_tokens` under that name.")
    { DefaultNote = "false, or the known provider's" };

    public static readonly ConfigKey<IReadOnlyList<string>> DropFields = new("drop_fields",
        new ListKind<string>(Scalars.Named("field name", FieldName(), "Write the field as it stands in the request body, e.g. logit_bias."), mayBeEmpty: true),
        "Outer members of requests that the provider refuses: they are left out, and named in `x-penstock-dropped`.")
    { DefaultNote = "none, or the known provider's" };

    public static readonly ConfigKey<string> Region = new("region", Scalars.Named("region"),
        "Where the provider runs, a label for policies and records. Bedrock: the region of its address and signatures, else `AWS_REGION` or `AWS_DEFAULT_REGION`.")
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
        [
            ApiKey, Like, Dialect, BaseUrl, ApiVersion, Region, Project, CredentialsFile, Headers, Timeouts, Retry, IncludeUsage, OlderMaxTokens, DropFields, Responses, AllowFields, OpenApi,
            AwsKeys.AccessKeyId, AwsKeys.SecretAccessKey, AwsKeys.SessionToken,
        ],
        Build);

    public static ScalarKind<string> Dialects() => Scalars.Choice("dialect", Scalars.Words([.. ProviderDialects.Names.Select(name => (name, name)), (JsonService, JsonService), (OpenInference, OpenInference)]),
        [.. s_later.Except(ProviderDialects.Names)]);

    private static ProviderConfig Build(Section s)
    {
        var name = s.Place.Name;
        var known = KnownProviders.Find(s.Has(Like) ? s.Get(Like) : name);
        if (known is null && s.Has(Like))
        {
            s.Mistake(Like, "this is no known provider", NearMiss.Hint(s.Get(Like), KnownProviders.All.Keys) + $"Write one of: {string.Join(", ", KnownProviders.All.Keys.Order(StringComparer.Ordinal))}.");
            known = KnownProviders.Find(name);
        }

        if (known is { Unavailable: { } reason } && !s.Has(BaseUrl))
        {
            s.Place.Mistake(s.At, reason, "Remove it, or give a base_url and dialect of your own.");
        }
        else if (known is { Local: false, Signed: false, EntraScope: null, KeyVariables.Count: > 0 } && !s.Has(ApiKey))
        {
            var variable = known.KeyVariables[0];
            s.Place.Mistake(s.At, "the key `api_key` is missing", $"Add `api_key: \"${{{variable}}}\"` and set {variable}.");
        }
        if (known is null)
        {
            RequireAddress(s, name);
        }
        else if (known is { BaseUrl: null } && !s.Has(BaseUrl))
        {
            s.Place.Mistake(s.At, "the key `base_url` is missing", "Every customer has an address of its own: copy it from the provider's console.");
        }

        var dialect = s.Has(Dialect) ? s.Get(Dialect) : known?.Dialect!;
        if (s.Has(OpenApi) && s.Has(Dialect) && dialect != JsonService)
        {
            s.Mistake(OpenApi, "this key does not fit this dialect", $"Remove it, or write dialect: {JsonService}.");
        }
        VertexRules.Check(s, dialect);
        var provider = new ProviderConfig(
            name,
            dialect,
            s.Has(BaseUrl) ? s.Get(BaseUrl) : (s.Has(Region) && s.Get(Region) is { } region ? known?.Regions.GetValueOrDefault(region) : null) ?? VertexRules.Address(dialect, s.Get(Region), known?.BaseUrl)!,
            s.Get(ApiKey),
            s.Get(Region),
            HeaderSecrets.Check(s, Headers, s.Get(Headers) ?? FrozenDictionary<string, string>.Empty),
            s.Get(Timeouts),
            s.Get(Retry),
            s.Has(IncludeUsage) ? s.Get(IncludeUsage) : known?.IncludeUsage ?? true,
            s.Get(AllowFields) ?? [])
        {
            FromApi = s.Place.Draft.FromApi,
            OpenApi = s.Has(OpenApi) ? s.Get(OpenApi) : null,
            Responses = s.Has(Responses) ? s.Get(Responses) : known?.Responses ?? false,
            Project = s.Has(Project) ? s.Get(Project) : null,
            CredentialsFile = s.Has(CredentialsFile) ? s.Get(CredentialsFile) : null,
            Known = known,
            ApiVersion = s.Has(ApiVersion) ? s.Get(ApiVersion) : null,
            OlderMaxTokens = s.Has(OlderMaxTokens) ? s.Get(OlderMaxTokens) : known?.OlderMaxTokens ?? false,
            DropFields = s.Has(DropFields) ? s.Get(DropFields) : known?.Drops ?? [],
        };
        var whole = AwsKeys.Complete(s, provider, known);
        if (whole.FromApi && UsesMachine(whole) is { } whose)
        {
            s.Place.Mistake(s.At, $"it would use the credentials of this machine ({whose}), which only the operator may lend", "Give a key of its own as a reference, or declare the provider in the configuration file.");
        }

        return whole;
    }

    // Credentials of the machine would go to whatever address the body names.
    private static string? UsesMachine(ProviderConfig provider) => provider switch
    {
        { ApiKey: not null } => null,
        { UsesEntra: true } => "Entra",
        { Dialect: VertexProvider.DialectName } => "Google",
        { Dialect: BedrockDialect.Name, SecretAccessKey: null } => "AWS",
        _ => null,
    };

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

    /// <summary>What a provider may be called.</summary>
    [GeneratedRegex("^[a-z0-9][a-z0-9_-]*$", RegexOptions.CultureInvariant)]
    public static partial Regex Name();

    [GeneratedRegex("^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderName();

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex ApiVersionText();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_.]{0,99}$", RegexOptions.CultureInvariant)]
    private static partial Regex FieldName();
}
