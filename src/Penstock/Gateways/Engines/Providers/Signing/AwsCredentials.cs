using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Penstock.Secrets;

namespace Penstock.Gateways.Engines.Providers.Signing;

/// <summary>
/// AWS credentials: those of the configuration, as they are at the moment, or else those of AWS's default chain (environment, profile, container, role),
/// which renews them itself.
/// </summary>
/// <param name="given">A key of AWS's own kind; null for the chain.</param>
internal sealed class AwsCredentials(AWSCredentials? given)
{
    private readonly (SecretSource Id, SecretSource Secret, SecretSource? Token)? _sources;
    private AWSCredentials? _found = given;
    private Key? _last;

    private AwsCredentials(SecretSource id, SecretSource secret, SecretSource? token)
        : this(null) => _sources = (id, secret, token);

    /// <summary>Of the configuration, or of the chain where there is no key id.</summary>
    public static AwsCredentials Of(SecretSource? accessKeyId, SecretSource? secretAccessKey, SecretSource? sessionToken) =>
        accessKeyId is null || secretAccessKey is null ? new AwsCredentials(null) : new AwsCredentials(accessKeyId, secretAccessKey, sessionToken);

    /// <summary>The credentials to sign with now; null when there are none. They are first looked for when they are first needed.</summary>
    public async ValueTask<ImmutableCredentials?> ResolveAsync(CancellationToken ct)
    {
        if (_sources is var (id, secret, token))
        {
            return Resolve(await id.GetAsync(ct), await secret.GetAsync(ct), token is null ? null : await token.GetAsync(ct));
        }

        try
        {
            _found ??= await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync().WaitAsync(ct);
            return await _found.GetCredentialsAsync().WaitAsync(ct);
        }
        catch (Exception exception) when (exception is AmazonClientException or AmazonServiceException or HttpRequestException or IOException)
        {
            // Nothing of why goes to the caller: it names profiles and addresses of the operator's.
            return null;
        }
    }

    /// <summary>Has the credentials of a store read anew; true when there are others now.</summary>
    public async ValueTask<bool> RenewAsync(CancellationToken ct)
    {
        if (_sources is not var (id, secret, token))
        {
            return false;
        }

        var renewed = false;
        foreach (var source in (SecretSource?[])[id, secret, token])
        {
            renewed |= source is not null && await source.RenewAsync(await source.GetAsync(ct), ct);
        }

        return renewed;
    }

    private ImmutableCredentials? Resolve(SecretReading id, SecretReading secret, SecretReading? token)
    {
        if (_last is { } last && last.Id == id && last.Secret == secret && last.Token == token)
        {
            return last.Credentials;
        }

        if (id.Value is null || secret.Value is null || (token is not null && token.Value is null))
        {
            return null;
        }

        var made = new ImmutableCredentials(id.Value, secret.Value, token?.Value);
        _last = new Key(id, secret, token, made);
        return made;
    }

    private sealed record Key(SecretReading Id, SecretReading Secret, SecretReading? Token, ImmutableCredentials Credentials);
}
