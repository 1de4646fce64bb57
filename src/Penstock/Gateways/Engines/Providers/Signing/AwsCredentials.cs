using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace Penstock.Gateways.Engines.Providers.Signing;

/// <summary>AWS credentials: those of the configuration, or else those of AWS's default chain (environment, profile, container, role), which renews them itself.</summary>
/// <param name="given">Those of the configuration; null for the chain.</param>
internal sealed class AwsCredentials(AWSCredentials? given)
{
    private AWSCredentials? _found = given;

    /// <summary>Of the configuration, or of the chain where there is no key id.</summary>
    public static AwsCredentials Of(string? accessKeyId, string? secretAccessKey, string? sessionToken) => new(
        accessKeyId is null || secretAccessKey is null ? null
        : sessionToken is null ? new BasicAWSCredentials(accessKeyId, secretAccessKey)
        : new SessionAWSCredentials(accessKeyId, secretAccessKey, sessionToken));

    /// <summary>The credentials to sign with now; null when there are none. They are first looked for when they are first needed.</summary>
    public async ValueTask<ImmutableCredentials?> ResolveAsync(CancellationToken ct)
    {
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
}
