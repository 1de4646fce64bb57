using System.Security.Cryptography;
using System.Text;

namespace Penstock.Tests.Gateways.Files;

/// <summary>
/// AWS Signature Version 4 for S3 with the payload in one chunk, written from Amazon's documentation
/// (docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html) and held against its example.
/// </summary>
internal static class SigV4Reference
{
    /// <summary>The signature of a request, in hexadecimal digits.</summary>
    /// <param name="secret">The key's secret.</param>
    /// <param name="scope"><c>date/region/service/aws4_request</c>.</param>
    /// <param name="method">The verb.</param>
    /// <param name="path">The path as it is sent: each octet escaped that is not unreserved, slashes aside.</param>
    /// <param name="signed">The signed headers, by lower-case name.</param>
    public static string Sign(string secret, string scope, string method, string path, IReadOnlyDictionary<string, string> signed)
    {
        var names = signed.Keys.Order(StringComparer.Ordinal).ToArray();
        var canonical = new StringBuilder().Append(method).Append('\n').Append(path).Append('\n').Append('\n');
        foreach (var name in names)
        {
            canonical.Append(name).Append(':').Append(signed[name].Trim()).Append('\n');
        }

        canonical.Append('\n').Append(string.Join(';', names)).Append('\n').Append(signed["x-amz-content-sha256"]);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())));
        var text = $"AWS4-HMAC-SHA256\n{signed["x-amz-date"]}\n{scope}\n{digest}";
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }
}
