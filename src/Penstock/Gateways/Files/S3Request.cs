using System.Globalization;
using System.Text;
using Amazon.Runtime.Internal.Auth;

namespace Penstock.Gateways.Files;

/// <summary>A signed request for one object of S3 (AWS Signature Version 4).</summary>
internal static class S3Request
{
    // The SHA-256 of a body that is not there.
    private const string NoBody = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string Service = "s3";

    /// <summary>Makes the request.</summary>
    /// <param name="options">How S3 is reached.</param>
    /// <param name="address"><c>s3://bucket/key</c>.</param>
    /// <param name="now">The time it is signed for.</param>
    public static HttpRequestMessage Get(S3Options options, Uri address, DateTimeOffset now)
    {
        var target = Address(options, address);
        var message = new HttpRequestMessage(HttpMethod.Get, target);
        if (options is not { AccessKey: { } accessKey, SecretKey: { } secretKey })
        {
            return message;
        }

        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = target.IsDefaultPort ? target.Host : $"{target.Host}:{target.Port}",
            ["x-amz-content-sha256"] = NoBody,
            ["x-amz-date"] = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture),
        };
        if (options.SessionToken is { } token)
        {
            headers["x-amz-security-token"] = token;
        }

        var signedHeaders = string.Join(';', headers.Keys);
        var canonical = string.Join('\n', ["GET", target.AbsolutePath, "", .. headers.Select(header => $"{header.Key}:{header.Value}"), "", signedHeaders, NoBody]);
        var signed = AWS4Signer.ComputeSignature(accessKey, secretKey, options.Region, now.UtcDateTime, Service, signedHeaders, canonical);
        foreach (var (name, value) in headers.Where(header => header.Key != "host"))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        message.Headers.TryAddWithoutValidation("Authorization", signed.ForAuthorizationHeader);
        return message;
    }

    private static Uri Address(S3Options options, Uri address)
    {
        // The path of an s3: address is the key as it is written; only what a key may hold unescaped stays so.
        var (bucket, key) = (address.Host, Escape(Uri.UnescapeDataString(address.AbsolutePath.TrimStart('/'))));
        if (options.Endpoint is { } endpoint)
        {
            return Exact(endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/') + $"/{bucket}/{key}");
        }

        // A bucket with dots in its name fits no certificate of a host below amazonaws.com.
        var domain = options.Region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";
        return Exact(bucket.Contains('.')
            ? $"https://s3.{options.Region}.{domain}/{bucket}/{key}"
            : $"https://{bucket}.s3.{options.Region}.{domain}/{key}");
    }

    // Uri would undo escapes and resolve dots, and the signature is of what is sent.
    private static Uri Exact(string address) => new(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static string Escape(string key)
    {
        var text = new StringBuilder(key.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(key))
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~' or (byte)'/')
            {
                text.Append((char)octet);
            }
            else
            {
                text.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
    }
}
