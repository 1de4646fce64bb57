using System.Globalization;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;
using Penstock.Domain.Calls;

namespace Penstock.Gateways.Engines.Providers.Signing;

/// <summary>AWS's Signature Version 4 over the whole request.</summary>
/// <param name="service">The service's name in signatures: <c>bedrock</c>.</param>
/// <param name="region">Where it runs.</param>
/// <param name="credentials">Where the credentials come from; they may change from call to call.</param>
/// <param name="time">The clock that requests are signed by.</param>
/// <param name="learned">Told of every session token before it is sent: whatever writes texts must learn to leave it out.</param>
internal sealed class SigV4(string service, string region, AwsCredentials credentials, TimeProvider time, Action<string>? learned = null) : RequestSigner
{
    private string? _told;

    public override async ValueTask<CallError?> SignAsync(HttpRequestMessage message, CancellationToken ct)
    {
        if (await credentials.ResolveAsync(ct) is not { } key)
        {
            return new CallError(ErrorKind.ProviderCredentials, "Penstock found no AWS credentials. Tell whoever runs Penstock: give the provider a key, or set AWS_ACCESS_KEY_ID, AWS_PROFILE or a role.");
        }

        // The secret itself is never sent.
        if (key.UseToken && _told != key.Token)
        {
            learned?.Invoke(key.Token);
            _told = key.Token;
        }

        Sign(message, key, await HashAsync(message.Content, ct), time.GetUtcNow());
        return null;
    }

    public override ValueTask<bool> RenewAsync(HttpRequestMessage refused, CancellationToken ct) => credentials.RenewAsync(ct);

    private static async ValueTask<string> HashAsync(HttpContent? content, CancellationToken ct) => content switch
    {
        null => Hex(AWS4Signer.ComputeHash([])),
        PiecesContent pieces => Hex(pieces.Sha256()),
        _ => Hex(AWS4Signer.ComputeHash(await content.ReadAsByteArrayAsync(ct))),
    };

    private void Sign(HttpRequestMessage message, ImmutableCredentials key, string hash, DateTimeOffset now)
    {
        var target = message.RequestUri!;
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = target.Authority,
            ["x-amz-content-sha256"] = hash,
            ["x-amz-date"] = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture),
        };
        if (key.UseToken)
        {
            headers["x-amz-security-token"] = key.Token;
        }

        foreach (var (name, value) in headers.Where(header => header.Key != "host"))
        {
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value);
        }

        // What else is AWS's own is signed too: it says which operation is meant.
        foreach (var (name, values) in message.Headers.NonValidated)
        {
            if (name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
            {
                headers[name.ToLowerInvariant()] = values.ToString().Trim();
            }
        }

        if (message.Content?.Headers.ContentType is { } type)
        {
            headers["content-type"] = type.ToString();
        }

        var signedHeaders = string.Join(';', headers.Keys);
        var canonical = string.Join('\n', [message.Method.Method, Path(target.AbsolutePath), Query(target.Query), .. headers.Select(header => $"{header.Key}:{header.Value}"), "", signedHeaders, hash]);
        var signed = AWS4Signer.ComputeSignature(key.AccessKey, key.SecretKey, region, now.UtcDateTime, service, signedHeaders, canonical);
        message.Headers.Remove("Authorization");
        message.Headers.TryAddWithoutValidation("Authorization", signed.ForAuthorizationHeader);
    }

    // DIALECT: but for S3, each segment is escaped once more than it is sent.
    private static string Path(string sent)
    {
        var path = new StringBuilder(sent.Length + 8);
        foreach (var c in sent)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or '/')
            {
                path.Append(c);
            }
            else
            {
                path.Append('%').Append(((int)c).ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return path.ToString();
    }

    private static string Query(string sent) => string.Join(
        '&', sent.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Contains('=') ? pair : pair + "=").Order(StringComparer.Ordinal));

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}
