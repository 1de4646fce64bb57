using Penstock.Gateways.Files;
using Xunit;

namespace Penstock.Tests.Gateways.Files;

public sealed class S3RequestTests
{
    private const string NoBody = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string Secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private static readonly DateTimeOffset Day = new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero);
    private static readonly S3Options Amazon = new() { AccessKey = "AKIAIOSFODNN7EXAMPLE", SecretKey = Secret };

    [Fact]
    public void The_reference_of_these_tests_gives_the_signature_of_Amazons_own_example() => Assert.Equal(
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        SigV4Reference.Sign(Secret, "20130524/us-east-1/s3/aws4_request", "GET", "/test.txt", new Dictionary<string, string>
        {
            ["host"] = "examplebucket.s3.amazonaws.com",
            ["range"] = "bytes=0-9",
            ["x-amz-content-sha256"] = NoBody,
            ["x-amz-date"] = "20130524T000000Z",
        }));

    [Theory]
    [InlineData("s3://examplebucket/test.txt", "https://examplebucket.s3.us-east-1.amazonaws.com/test.txt")]
    [InlineData("s3://example.bucket/a/b.onnx", "https://s3.us-east-1.amazonaws.com/example.bucket/a/b.onnx")]
    [InlineData("s3://examplebucket/a b/ü+(1)%23.onnx", "https://examplebucket.s3.us-east-1.amazonaws.com/a%20b/%C3%BC%2B%281%29%23.onnx")]
    public void Amazons_buckets_are_signed_as_the_documentation_says(string address, string sent)
    {
        using var message = S3Request.Get(Amazon, new Uri(address), Day);

        Assert.Equal(sent, message.RequestUri!.Scheme + "://" + message.RequestUri.Host + message.RequestUri.PathAndQuery);
        var expected = SigV4Reference.Sign(Secret, "20130524/us-east-1/s3/aws4_request", "GET", message.RequestUri.PathAndQuery, new Dictionary<string, string>
        {
            ["host"] = message.RequestUri.Host,
            ["x-amz-content-sha256"] = NoBody,
            ["x-amz-date"] = "20130524T000000Z",
        });
        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature={expected}",
            message.Headers.GetValues("Authorization").Single());
    }

    [Fact]
    public void A_store_of_ones_own_has_the_bucket_in_the_path_and_its_port_in_the_signed_host()
    {
        using var message = S3Request.Get(Amazon with { Endpoint = new Uri("http://127.0.0.1:9000/"), Region = "eu-west-1", SessionToken = "temporary" }, new Uri("s3://models/iris/1.onnx"), Day);

        Assert.Equal("http://127.0.0.1:9000/models/iris/1.onnx", message.RequestUri!.AbsoluteUri);
        var expected = SigV4Reference.Sign(Secret, "20130524/eu-west-1/s3/aws4_request", "GET", "/models/iris/1.onnx", new Dictionary<string, string>
        {
            ["host"] = "127.0.0.1:9000",
            ["x-amz-content-sha256"] = NoBody,
            ["x-amz-date"] = "20130524T000000Z",
            ["x-amz-security-token"] = "temporary",
        });
        Assert.EndsWith("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=" + expected, message.Headers.GetValues("Authorization").Single(), StringComparison.Ordinal);
        Assert.Equal("temporary", message.Headers.GetValues("x-amz-security-token").Single());
    }

    [Fact]
    public void Without_a_key_nothing_is_signed()
    {
        using var message = S3Request.Get(new S3Options(), new Uri("s3://examplebucket/test.txt"), Day);
        Assert.Empty(message.Headers);
    }
}
