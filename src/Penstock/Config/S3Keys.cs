using Penstock.Config.Kinds;

namespace Penstock.Config;

/// <summary>The keys of S3.</summary>
internal static class S3Keys
{
    private const string DefaultRegion = "us-east-1";

    public static readonly ConfigKey<Uri> Endpoint = new("endpoint", NetworkScalars.BaseUrl,
        "The store's address, for MinIO and other stores that speak S3; buckets are then part of the path. Else `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`.")
    { DefaultNote = "Amazon's" };

    public static readonly ConfigKey<string> Region = new("region", Scalars.Named("region"),
        "The region of the buckets. Else `AWS_REGION` or `AWS_DEFAULT_REGION`.")
    { DefaultNote = DefaultRegion };

    public static readonly ConfigKey<Secret> AccessKey = new("access_key", Scalars.Secret,
        "The key's id. Else `AWS_ACCESS_KEY_ID`. Without one, buckets are read that everybody may read.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<Secret> SecretKey = new("secret_key", Scalars.Secret,
        "The key's secret; best from the environment: `\"${S3_SECRET}\"`. Else `AWS_SECRET_ACCESS_KEY`.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<Secret> SessionToken = new("session_token", Scalars.Secret,
        "The token of a temporary key. Else `AWS_SESSION_TOKEN`, with the variables' key.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<S3Config> S3 = new("s3",
        new SectionKind<S3Config>([Endpoint, Region, AccessKey, SecretKey, SessionToken], Build),
        "Where models named `s3://bucket/key` are fetched.");

    private static S3Config Build(Section s)
    {
        if (s.Has(AccessKey) != s.Has(SecretKey))
        {
            var (there, missing) = s.Has(AccessKey) ? (AccessKey, SecretKey) : (SecretKey, AccessKey);
            s.Mistake(there, $"the key `{missing.Name}` is missing", "Give both, or neither: then AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are used.");
        }

        // A key of the file is never mixed with a variable's secret or token.
        var own = s.Has(AccessKey);
        var (id, secret) = (Variable("AWS_ACCESS_KEY_ID"), Variable("AWS_SECRET_ACCESS_KEY"));
        var given = !own && id is not null && secret is not null;
        return new S3Config(
            s.Has(Endpoint) ? s.Get(Endpoint) : Address(Variable("AWS_ENDPOINT_URL_S3") ?? Variable("AWS_ENDPOINT_URL")),
            s.Has(Region) ? s.Get(Region) : Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION") ?? DefaultRegion,
            own ? s.Get(AccessKey) : given ? new Secret(id!) : null,
            own ? s.Get(SecretKey) : given ? new Secret(secret!) : null,
            s.Has(SessionToken) ? s.Get(SessionToken) : given && Variable("AWS_SESSION_TOKEN") is { } token ? new Secret(token) : null);

        string? Variable(string name) => s.Place.Draft.Environment.TryGetValue(name, out var text) && text.Length > 0 ? text : null;

        static Uri? Address(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
    }
}
