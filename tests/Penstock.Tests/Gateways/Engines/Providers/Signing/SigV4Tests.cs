using System.Globalization;
using System.Text;
using Penstock.Domain.Calls;
using Penstock.Gateways.Engines.Providers;
using Penstock.Gateways.Engines.Providers.Signing;
using Xunit;

namespace Penstock.Tests.Gateways.Engines.Providers.Signing;

public sealed class SigV4Tests
{
    private const string Path = "model/arn%3Aaws%3Abedrock%2Feu.anthropic.claude-v1%3A0/converse";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Made by @smithy/signature-v4, which AWS's own SDK for JavaScript signs with, of the same request.
    [Theory]
    [InlineData(null, "content-type;host;x-amz-content-sha256;x-amz-date", "ad395ede5fd34575f8f9bcd9f7cf0a0e5e52b0631031f740f45bf59d4f43402d")]
    [InlineData("token/example==", "content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token", "eecbddd44f19f49cf69c5139df5d7e1977e49eb9fc23ddfe97b555eebcbb5464")]
    public async Task Signs_as_AWS_does(string? token, string headers, string signature)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri("https://bedrock-runtime.eu-central-1.amazonaws.com/"), Path))
        {
            Content = new PiecesContent([Encoding.UTF8.GetBytes("{\"messages\""), Encoding.UTF8.GetBytes(":[]}")], "application/json"),
        };
        var signer = new SigV4("bedrock", "eu-central-1", AwsCredentials.Of("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token), new FixedTime());

        Assert.Null(await signer.SignAsync(message, Ct));

        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/eu-central-1/bedrock/aws4_request, SignedHeaders={headers}, Signature={signature}",
            Assert.Single(message.Headers.NonValidated["Authorization"]));
        Assert.Equal("20261122T030405Z", Assert.Single(message.Headers.NonValidated["x-amz-date"]));
        Assert.Equal(token is not null, message.Headers.NonValidated.Contains("x-amz-security-token"));
    }

    [Fact]
    public async Task A_retry_is_signed_anew()
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "https://example.org/a") { Content = new StringContent("x") };
        var signer = new SigV4("bedrock", "us-east-1", AwsCredentials.Of("a", "b", null), new FixedTime());

        await signer.SignAsync(message, Ct);
        await signer.SignAsync(message, Ct);

        Assert.Single(message.Headers.NonValidated["Authorization"]);
    }

    [Fact]
    public async Task Without_credentials_it_is_the_operators_trouble()
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "https://example.org/a");
        var signer = new SigV4("bedrock", "us-east-1", new AwsCredentials(new NoCredentials()), new FixedTime());

        Assert.Equal(ErrorKind.ProviderCredentials, (await signer.SignAsync(message, Ct))?.Kind);
        Assert.False(message.Headers.NonValidated.Contains("Authorization"));
    }

    private sealed class NoCredentials : Amazon.Runtime.AWSCredentials
    {
        public override Amazon.Runtime.ImmutableCredentials GetCredentials() => throw new Amazon.Runtime.AmazonClientException("none");
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.Parse("2026-11-22T03:04:05Z", CultureInfo.InvariantCulture);
    }
}
