using Penstock.Dialects;
using Penstock.Dialects.Bedrock;
using Penstock.Dialects.Gemini;
using Penstock.Gateways.Engines.Providers;
using Penstock.Gateways.Engines.Providers.Signing;
using Penstock.Gateways.Telemetry.Logs;
using Penstock.Secrets;

namespace Penstock.Config;

/// <summary>A provider of the configuration as its engine wants it: what is written, and what is known.</summary>
internal static class ProviderOptionsOf
{
    /// <summary>The options.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="time">The clock of what signs requests.</param>
    /// <param name="book">Where secrets are that are in stores.</param>
    /// <param name="scrubber">Takes secrets out of what the provider says.</param>
    public static ProviderOptions Config(ProviderConfig provider, TimeProvider time, SecretBook book, LogScrubber? scrubber = null) => new()
    {
        Signer = Signers(provider, time, book, token => scrubber?.Learn($"the token of {provider.Name}", token)),
        Scrubber = scrubber,
        Traits = Traits(provider),
        BaseAddress = new Uri(provider.BaseUrl.ToString().TrimEnd('/') + "/"),
        Headers = [.. provider.Headers.Where(header => !SecretReference.Looks(header.Value))],
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
    private static KeySigner Key(ProviderConfig provider, SecretSource key) =>
        (provider.Known?.KeyHeader ?? ProviderDialects.Find(provider.Dialect)?.KeyHeader) is { } header ? new(provider.Name, header, "", key)
        : new(provider.Name, "Authorization", "Bearer ", key);

    // Headers whose values are in a store come before what signs the whole.
    private static RequestSigner? Signers(ProviderConfig provider, TimeProvider time, SecretBook book, Action<string> learned)
    {
        var proof = Signer(provider, time, book, learned);
        RequestSigner[] headers = [.. provider.Headers.Where(header => SecretReference.Looks(header.Value))
            .Select(header => new KeySigner(provider.Name, header.Key, "", book.Source(SecretReference.Parse(header.Value)!, provider.FromApi)))];
        return headers.Length == 0 ? proof : new HeaderSigner(proof is null ? headers : [.. headers, proof]);
    }

    // What proves who asks, where no key is given. Nothing is fetched before the first call.
    private static RequestSigner? Signer(ProviderConfig provider, TimeProvider time, SecretBook book, Action<string> learned) => provider switch
    {
        { ApiKey: { } key } => Key(provider, key.In(book)),
        { UsesEntra: true } => new EntraSigner(provider.Name, provider.Known!.EntraScope!, EntraSigner.DefaultCredential, time, learned),
        { Dialect: VertexProvider.DialectName } => new GoogleToken(provider.Name, provider.CredentialsFile, learned),
        { Dialect: BedrockDialect.Name } => new SigV4(
            "bedrock", provider.Region ?? "us-east-1", AwsCredentials.Of(provider.AccessKeyId?.In(book), provider.SecretAccessKey?.In(book), provider.SessionToken?.In(book)), time, learned),
        _ => null,
    };
}
