using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Penstock.Domain.Calls;
using Penstock.Gateways.Engines.Providers;
using Penstock.Gateways.Engines.Providers.Signing;
using Penstock.Gateways.Secrets;
using Penstock.Gateways.Secrets.Clouds;
using Penstock.Gateways.Storage.Journals;
using Penstock.Secrets;
using Xunit;

namespace Penstock.Tests.Gateways.Secrets;

/// <summary>The clouds' stores against stand-ins that answer with the bytes of their API references. No cloud is here.</summary>
public sealed class CloudSecretsTests
{
    private const string AwsAnswer =
        """{"ARN":"arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/openai-AbCdEf","CreatedDate":1.523477145713E9,"Name":"prod/openai","SecretString":"{\"key\":\"the-key\"}","VersionId":"EXAMPLE1-90ab-cdef-fedc-ba987SECRET1","VersionStages":["AWSCURRENT"]}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AWS_is_asked_for_GetSecretValue_and_signed_with_the_operation()
    {
        await using var cloud = await AnswerAsync(200, AwsAnswer);
        using var store = Aws(cloud);

        Assert.Equal("the-key", (await store.ReadAsync("prod/openai", "key", Ct)).Value);
        Assert.Equal("""{"key":"the-key"}""", (await store.ReadAsync("prod/openai", null, Ct)).Value);
        var asked = cloud.Requests.First();
        Assert.Equal(("POST", "/", "secretsmanager.GetSecretValue", "application/x-amz-json-1.1", """{"SecretId":"prod/openai"}"""), (asked.Method, asked.Target, asked.Headers["x-amz-target"], asked.Headers["content-type"], asked.Body));
        Assert.Matches("^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/[0-9]{8}/eu-west-1/secretsmanager/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}$", asked.Headers["authorization"]);
    }

    [Theory]
    [InlineData(400, """{"__type":"ResourceNotFoundException","Message":"Secrets Manager can't find the specified secret."}""", SecretFaultKind.NotFound)]
    [InlineData(400, """{"__type":"com.amazonaws.secretsmanager#InvalidRequestException","Message":"marked for deletion"}""", SecretFaultKind.NotFound)]
    [InlineData(400, """{"__type":"AccessDeniedException","Message":"User: arn is not authorized the-key"}""", SecretFaultKind.Refused)]
    [InlineData(400, """{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}""", SecretFaultKind.Refused)]
    [InlineData(400, """{"__type":"ThrottlingException","message":"Rate exceeded"}""", SecretFaultKind.Unavailable)]
    [InlineData(500, """{"__type":"InternalServiceError"}""", SecretFaultKind.Unavailable)]
    [InlineData(503, "<html>the-key</html>", SecretFaultKind.Unavailable)]
    [InlineData(200, """{"Name":"x"}""", SecretFaultKind.Unreadable)]
    [InlineData(200, """{"SecretBinary":"/w=="}""", SecretFaultKind.Unreadable)]
    public async Task AWS_errors_are_told_apart_and_never_repeated(int status, string body, SecretFaultKind expected)
    {
        await using var cloud = await AnswerAsync(status, body);
        using var store = Aws(cloud);
        await FaultAsync(store, expected);
    }

    [Fact]
    public async Task AWS_binary_secrets_are_text()
    {
        await using var cloud = await AnswerAsync(200, """{"SecretBinary":"dGhlLWtleQ=="}""");
        using var store = Aws(cloud);
        Assert.Equal("the-key", (await store.ReadAsync("x", null, Ct)).Value);
    }

    [Fact]
    public async Task AWS_without_credentials_says_so()
    {
        await using var cloud = await AnswerAsync(200, AwsAnswer);
        using var store = new AwsSecrets(cloud.Address, Exchange(), new Refused(ErrorKind.ProviderCredentials));

        Assert.Equal(SecretFaultKind.Refused, (await store.ReadAsync("x", null, Ct)).Fault!.Kind);
        Assert.Empty(cloud.Requests);
    }

    [Fact]
    public async Task Azure_is_asked_for_the_newest_version_with_a_token()
    {
        await using var cloud = await AnswerAsync(200, """{"value":"the-key","id":"https://v.vault.azure.net/secrets/openai/4387e9f3d6e14c459867679a90fd0f79","attributes":{"enabled":true,"created":1493938410,"updated":1493938410,"recoveryLevel":"Recoverable+Purgeable"}}""");
        using var store = new AzureSecrets(cloud.Address, Exchange(), new Bearer());

        Assert.Equal("the-key", (await store.ReadAsync("openai", null, Ct)).Value);
        await store.ReadAsync("openai/4387", null, Ct);
        Assert.Equal(["/secrets/openai?api-version=7.4", "/secrets/openai/4387?api-version=7.4"], cloud.Requests.Select(asked => asked.Target));
        Assert.Equal("Bearer token-of-a-test", cloud.Requests.First().Headers["authorization"]);
    }

    [Theory]
    [InlineData(404, """{"error":{"code":"SecretNotFound","message":"A secret with (name/id) openai was not found in this key vault."}}""", SecretFaultKind.NotFound)]
    [InlineData(403, """{"error":{"code":"Forbidden","message":"The user does not have secrets get permission the-key","innererror":{"code":"AccessDenied"}}}""", SecretFaultKind.Refused)]
    [InlineData(403, """{"error":{"code":"Forbidden","message":"Operation get is not allowed on a disabled secret.","innererror":{"code":"SecretDisabled"}}}""", SecretFaultKind.NotFound)]
    [InlineData(401, """{"error":{"code":"Unauthorized","message":"AKV10000: Request is missing a Bearer or PoP token."}}""", SecretFaultKind.Refused)]
    [InlineData(429, """{"error":{"code":"Throttled"}}""", SecretFaultKind.Unavailable)]
    [InlineData(200, "[]", SecretFaultKind.Unreadable)]
    public async Task Azure_errors_are_told_apart_and_never_repeated(int status, string body, SecretFaultKind expected)
    {
        await using var cloud = await AnswerAsync(status, body);
        using var store = new AzureSecrets(cloud.Address, Exchange(), new Bearer());
        await FaultAsync(store, expected);
    }

    [Fact]
    public async Task Google_is_asked_for_a_version_and_its_checksum_is_held_to()
    {
        var data = Encoding.UTF8.GetBytes("the-key");
        await using var cloud = await AnswerAsync(200, $$$"""{"name":"projects/123/secrets/openai/versions/3","payload":{"data":"{{{Convert.ToBase64String(data)}}}","dataCrc32c":"{{{Crc32C.Of(data).ToString(CultureInfo.InvariantCulture)}}}"}}""");
        using var store = new GoogleSecrets(cloud.Address, "house", Exchange(), new Bearer());

        Assert.Equal("the-key", (await store.ReadAsync("openai", null, Ct)).Value);
        await store.ReadAsync("openai/versions/2", null, Ct);
        await store.ReadAsync("projects/other/secrets/x", null, Ct);
        Assert.Equal(
            ["/v1/projects/house/secrets/openai/versions/latest:access", "/v1/projects/house/secrets/openai/versions/2:access", "/v1/projects/other/secrets/x/versions/latest:access"],
            cloud.Requests.Select(asked => asked.Target));
    }

    [Theory]
    [InlineData(404, """{"error":{"code":404,"message":"Secret [projects/1/secrets/x] not found or has no versions.","status":"NOT_FOUND"}}""", SecretFaultKind.NotFound)]
    [InlineData(400, """{"error":{"code":400,"message":"Secret Version is in DISABLED state.","status":"FAILED_PRECONDITION"}}""", SecretFaultKind.NotFound)]
    [InlineData(403, """{"error":{"code":403,"message":"Permission 'secretmanager.versions.access' denied the-key","status":"PERMISSION_DENIED"}}""", SecretFaultKind.Refused)]
    [InlineData(503, """{"error":{"code":503,"status":"UNAVAILABLE"}}""", SecretFaultKind.Unavailable)]
    [InlineData(200, """{"payload":{"data":"dGhlLWtleQ==","dataCrc32c":"1"}}""", SecretFaultKind.Unavailable)]
    [InlineData(200, """{"payload":{"data":"/w=="}}""", SecretFaultKind.Unreadable)]
    public async Task Google_errors_are_told_apart_and_never_repeated(int status, string body, SecretFaultKind expected)
    {
        await using var cloud = await AnswerAsync(status, body);
        using var store = new GoogleSecrets(cloud.Address, "house", Exchange(), new Bearer());
        await FaultAsync(store, expected);
    }

    [Theory]
    [InlineData("eu-west-1", "https://secretsmanager.eu-west-1.amazonaws.com/")]
    [InlineData("cn-north-1", "https://secretsmanager.cn-north-1.amazonaws.com.cn/")]
    public void AWS_addresses_are_of_their_region(string region, string expected) => Assert.Equal(expected, AwsSecrets.AddressOf(region).ToString());

    private static async Task FaultAsync(ISecretStore store, SecretFaultKind expected)
    {
        var fault = (await store.ReadAsync("openai", null, Ct)).Fault!;
        Assert.Equal(expected, fault.Kind);
        Assert.DoesNotContain("the-key", fault.Message, StringComparison.Ordinal);
    }

    private static AwsSecrets Aws(OtherHost cloud) =>
        new(cloud.Address, Exchange(), new SigV4(AwsSecrets.Service, "eu-west-1", AwsCredentials.Of("AKIDEXAMPLE", "secret-of-a-test", null), TimeProvider.System));

    private static StoreExchange Exchange() => new("cloud", ProviderHttp.Create(TimeSpan.FromSeconds(5), traced: false));

    private static Task<OtherHost> AnswerAsync(int status, string body) => OtherHost.StartAsync((http, _) =>
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsync(body, Ct);
    });

    private sealed class Bearer : RequestSigner
    {
        public override ValueTask<CallError?> SignAsync(HttpRequestMessage message, CancellationToken ct)
        {
            message.Headers.Authorization = new("Bearer", "token-of-a-test");
            return ValueTask.FromResult<CallError?>(null);
        }
    }

    private sealed class Refused(ErrorKind kind) : RequestSigner
    {
        public override ValueTask<CallError?> SignAsync(HttpRequestMessage message, CancellationToken ct) => ValueTask.FromResult<CallError?>(new CallError(kind, "No."));
    }
}
