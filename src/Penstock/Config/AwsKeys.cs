using Penstock.Config.Kinds;
using Penstock.Dialects.Bedrock;

namespace Penstock.Config;

/// <summary>The keys of providers that AWS signatures open.</summary>
internal static class AwsKeys
{
    private const string BearerVariable = "AWS_BEARER_TOKEN_BEDROCK";

    public static readonly ConfigKey<Secret> AccessKeyId = new("access_key_id", Scalars.Secret,
        "Bedrock: the id of an AWS access key, to sign requests with. Without it and without `api_key`, `AWS_BEARER_TOKEN_BEDROCK` or else AWS's default chain is used (environment, profile, container, role).")
    { DefaultNote = "none" };

    public static readonly ConfigKey<Secret> SecretAccessKey = new("secret_access_key", Scalars.Secret,
        "Bedrock: the access key's secret; best from the environment.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<Secret> SessionToken = new("session_token", Scalars.Secret,
        "Bedrock: the token of a temporary access key.")
    { DefaultNote = "none" };

    /// <summary>A provider with what of AWS belongs to it: the region's address, and a bearer key of the environment where nothing else is said.</summary>
    public static ProviderConfig Complete(Section s, ProviderConfig provider, KnownProvider? known)
    {
        if (provider.Dialect != BedrockDialect.Name)
        {
            foreach (var key in (ReadOnlySpan<ConfigKey<Secret>>)[AccessKeyId, SecretAccessKey, SessionToken])
            {
                if (s.Has(key))
                {
                    s.Mistake(key, "this key does not fit this dialect", $"Remove it, or write dialect: {BedrockDialect.Name}.");
                }
            }

            return provider;
        }

        if (s.Has(AccessKeyId) != s.Has(SecretAccessKey))
        {
            var (there, missing) = s.Has(AccessKeyId) ? (AccessKeyId, SecretAccessKey) : (SecretAccessKey, AccessKeyId);
            s.Mistake(there, $"the key `{missing.Name}` is missing", "Give both, or neither: then AWS's default chain is used.");
        }

        var region = provider.Region ?? Variable(s, "AWS_REGION") ?? Variable(s, "AWS_DEFAULT_REGION") ?? known?.Region;
        return provider with
        {
            Region = region,
            BaseUrl = known is { Region: { } usual, BaseUrl: { } address } && region is not null && !s.Has(ProviderKeys.BaseUrl) ? new Uri(address.ToString().Replace(usual, region, StringComparison.Ordinal)) : provider.BaseUrl,
            ApiKey = provider.ApiKey ?? (!s.Has(AccessKeyId) && !s.Place.Draft.FromApi && Variable(s, BearerVariable) is { } bearer ? new Secret(bearer) : null),
            AccessKeyId = s.Get(AccessKeyId),
            SecretAccessKey = s.Get(SecretAccessKey),
            SessionToken = s.Get(SessionToken),
        };
    }

    private static string? Variable(Section s, string name) => s.Place.Draft.Environment.TryGetValue(name, out var text) && text.Length > 0 ? text : null;
}
