using Penstock.Dialects;
using Penstock.Dialects.Bedrock;
using Penstock.Dialects.Gemini;
using Penstock.Gateways.Engines.Providers;
using Penstock.Gateways.Engines.Providers.Signing;

namespace Penstock.Config;

/// <summary>A provider of the configuration as its engine wants it: what is written, and what is known.</summary>
internal static class ProviderOptionsOf
{
    /// <summary>The options.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="time">The clock of what signs requests; null where nothing does.</param>
    public static ProviderOptions Config(ProviderConfig provider, TimeProvider? time) => new()
    {
        Signer = time is null ? null : Signer(provider, time),
        Traits = Traits(provider),
        BaseAddress = new Uri(provider.BaseUrl.ToString().TrimEnd('/') + "/"),
        KeyHeader = KeyHeader(provider),
        Headers = [.. provider.Headers],
    };

    /// <summary>A target's model as the provider calls it.</summary>
    public static string UpstreamModel(ProviderConfig provider, string model) =>
        provider.Known?.ModelPrefix is { } prefix && !model.Contains('/') ? prefix + model : model;

    private static ProviderTraits Traits(ProviderConfig provider)
    {
        var known = provider.Known;
        var traits = new ProviderTraits
        {
            Name = provider.Name,
            IncludeUsage = provider.IncludeUsage,
            OlderMaxTokens = provider.OlderMaxTokens,
            Responses = provider.Responses,
            Region = provider.Region,
            Project = provider.Project,
            ApiVersion = provider.ApiVersion,
            Drops = provider.DropFields,
            PathTemplate = (provider.ApiVersion is null ? known?.Path : known?.VersionedPath ?? known?.Path) ?? "{path}",
            Renames = Renames(provider),
        };
        return known is null ? traits : traits with
        {
            InputTypes = known.InputTypes,
            InputTypeMember = known.InputTypeMember ?? traits.InputTypeMember,
            Rerank = known.Rerank ?? traits.Rerank,
            ThinkingBlocks = known.ThinkingBlocks,
            ToolCallIdLength = known.ToolCallIdLength,
        };
    }

    // A limit that a provider does not know is one it does not hold.
    private static IReadOnlyDictionary<string, string> Renames(ProviderConfig provider)
    {
        var renames = provider.Known?.Renames ?? ProviderTraits.NoNames;
        return provider.OlderMaxTokens ? new Dictionary<string, string>(renames, StringComparer.Ordinal) { ["max_completion_tokens"] = "max_tokens" } : renames;
    }

    // The provider's own header, or the dialect's: api-key, x-api-key, x-goog-api-key, … or a bearer key.
    private static KeyValuePair<string, string>? KeyHeader(ProviderConfig provider) =>
        provider.ApiKey?.Reveal() is not { } key ? null
        : (provider.Known?.KeyHeader ?? ProviderDialects.Find(provider.Dialect)?.KeyHeader) is { } header ? new(header, key)
        : ProviderOptions.Bearer(key);

    // What proves who asks, where no key is given. Nothing is fetched before the first call.
    private static RequestSigner? Signer(ProviderConfig provider, TimeProvider time) => provider switch
    {
        { ApiKey: not null } => null,
        { UsesEntra: true } => new EntraSigner(provider.Name, provider.Known!.EntraScope!, EntraSigner.DefaultCredential, time),
        { Dialect: VertexProvider.DialectName } => new GoogleToken(provider.Name, provider.CredentialsFile),
        { Dialect: BedrockDialect.Name } => new SigV4(
            "bedrock", provider.Region ?? "us-east-1", AwsCredentials.Of(provider.AccessKeyId?.Reveal(), provider.SecretAccessKey?.Reveal(), provider.SessionToken?.Reveal()), time),
        _ => null,
    };
}
