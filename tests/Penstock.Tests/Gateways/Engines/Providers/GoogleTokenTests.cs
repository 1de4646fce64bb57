using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penstock.Domain.Calls;
using Penstock.Gateways.Engines.Providers.Signing;
using Xunit;

namespace Penstock.Tests.Gateways.Engines.Providers;

/// <summary>A service account's token, from a token endpoint of our own on loopback.</summary>
public sealed class GoogleTokenTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _assertions = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("penstock-google-").FullName;
    private WebApplication _endpoint = null!;
    private int _status = 200;
    private int _lifetime = 3600;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string TokenUri => _endpoint.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/token";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _endpoint = builder.Build();
        _endpoint.Run(async http =>
        {
            var form = await http.Request.ReadFormAsync(Ct);
            _assertions.Enqueue(form["assertion"].ToString());
            http.Response.StatusCode = _status;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(
                _status == 200 ? $$"""{"access_token":"token-{{_assertions.Count}}","expires_in":{{_lifetime}},"token_type":"Bearer"}""" : """{"error":"invalid_grant","error_description":"secret words"}""", Ct);
        });
        await _endpoint.StartAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Nothing_is_asked_for_before_the_first_request_and_a_token_is_kept()
    {
        var signer = new GoogleToken("vertex", WriteAccount());
        Assert.Empty(_assertions);

        Assert.Equal("Bearer token-1", await SignAsync(signer));
        Assert.Equal("Bearer token-1", await SignAsync(signer));

        var claims = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(Assert.Single(_assertions).Split('.')[1]));
        Assert.Contains("https://www.googleapis.com/auth/cloud-platform", claims);
        Assert.Contains("penstock@example.iam.gserviceaccount.com", claims);
    }

    [Fact]
    public async Task A_token_that_is_about_to_expire_is_renewed_before_it_does()
    {
        _lifetime = 60;
        var signer = new GoogleToken("vertex", WriteAccount());

        Assert.Equal("Bearer token-1", await SignAsync(signer));
        Assert.Equal("Bearer token-2", await SignAsync(signer));
    }

    [Fact]
    public async Task Credentials_that_Google_refuses_are_the_operators_trouble()
    {
        _status = 400;
        using var message = new HttpRequestMessage(HttpMethod.Post, "http://127.0.0.1/");

        var error = await new GoogleToken("my-vertex", WriteAccount()).SignAsync(message, Ct);

        Assert.Equal(ErrorKind.ProviderCredentials, error!.Kind);
        Assert.Contains("my-vertex", error.Message);
        Assert.Contains("invalid_grant", error.Message);
        Assert.DoesNotContain("secret words", error.Message);
        Assert.Null(message.Headers.Authorization);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"type":"service_account"}""")]
    [InlineData("""{"type":"service_account","client_email":"a","private_key":"b"}""")]
    [InlineData("""{"type":"nothing"}""")]
    public async Task A_file_that_is_no_credentials_is_said_to_be_so_without_its_content(string? content)
    {
        var file = Path.Combine(_folder, "account.json");
        if (content is not null)
        {
            await File.WriteAllTextAsync(file, content, Ct);
        }

        using var message = new HttpRequestMessage(HttpMethod.Post, "http://127.0.0.1/");
        var error = await new GoogleToken("vertex", file).SignAsync(message, Ct);

        Assert.Equal(ErrorKind.ProviderCredentials, error!.Kind);
        Assert.DoesNotContain(_folder, error.Message);
    }

    [Fact]
    public async Task Vertex_is_called_with_the_token_under_its_project_and_region()
    {
        await using var upstream = await Penstock.Upstream.UpstreamServer.StartAsync(new Penstock.Upstream.UpstreamOptions { Data = Penstock.Upstream.SharedData.Find() }, ct: Ct);
        await using var penstock = await PenstockServer.StartAsync(
            $"providers:\n  vertex: {{ base_url: '{upstream.BaseAddress}', project: my-project, region: europe-west4, credentials_file: '{WriteAccount()}' }}\n"
            + "models:\n  m: { targets: [ { provider: vertex, model: p0231 } ] }\n");

        using var answer = await penstock.Client.PostAsync("v1beta/models/m:generateContent", new StringContent("""{"contents":[]}""", Encoding.UTF8, "application/json"), Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var received = upstream.Requests.Single();
        Assert.Equal("/v1/projects/my-project/locations/europe-west4/publishers/google/models/p0231:generateContent", received.Target);
        Assert.Equal("Bearer token-1", received.Headers["authorization"]);
    }

    private static async Task<string?> SignAsync(GoogleToken signer)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "http://127.0.0.1/");
        Assert.Null(await signer.SignAsync(message, Ct));
        return message.Headers.Authorization?.ToString();
    }

    private string WriteAccount()
    {
        using var key = RSA.Create(2048);
        var file = Path.Combine(_folder, "account.json");
        File.WriteAllText(file, JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["type"] = "service_account", ["project_id"] = "my-project", ["private_key_id"] = "1", ["private_key"] = key.ExportPkcs8PrivateKeyPem(),
            ["client_email"] = "penstock@example.iam.gserviceaccount.com", ["client_id"] = "1", ["token_uri"] = TokenUri,
        }));
        return file;
    }
}
