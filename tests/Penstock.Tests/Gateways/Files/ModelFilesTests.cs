using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Penstock.Gateways.Engines.Providers;
using Penstock.Gateways.Files;
using Penstock.Tests.Gateways.Storage;
using Xunit;

namespace Penstock.Tests.Gateways.Files;

public sealed class ModelFilesTests : IDisposable
{
    private const string Secret = "house-secret-0123456789";
    private static readonly byte[] Model = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31))];
    private static readonly string Digest = Convert.ToHexStringLower(SHA256.HashData(Model));
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly HttpMessageInvoker _http = ProviderHttp.Create(TimeSpan.FromSeconds(5), traced: false);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_is_fetched_once_and_kept_under_its_digest()
    {
        await using var host = await OtherHost.StartAsync(SendModelAsync);
        var reference = new ModelReference(new Uri(host.Address, "models/a.onnx"), Digest);
        var files = Files();

        var fetched = await Task.WhenAll(files.FetchAsync(reference, Ct).AsTask(), files.FetchAsync(reference, Ct).AsTask());

        Assert.All(fetched, one => Assert.Equal((_folder[$"models/{Digest}.onnx"], null), one));
        Assert.Equal(Model, await File.ReadAllBytesAsync(fetched[0].Path!, Ct));
        Assert.Equal((fetched[0].Path, null), await Files().FetchAsync(reference, Ct));
        Assert.Equal("/models/a.onnx", Assert.Single(host.Requests).Target);
        Assert.Equal([fetched[0].Path!], Directory.GetFiles(_folder["models"]));
    }

    [Fact]
    public async Task Another_file_than_the_pinned_one_is_refused_with_both_digests_and_not_kept()
    {
        await using var host = await OtherHost.StartAsync(SendModelAsync);
        var pinned = new string('a', 64);

        var (path, error) = await Files().FetchAsync(new ModelReference(new Uri(host.Address, "a.onnx?token=hush"), pinned), Ct);

        Assert.Null(path);
        Assert.Equal($"{host.Address}a.onnx has the digest sha256 {Digest}, but {pinned} is pinned", error);
        Assert.Empty(Directory.GetFiles(_folder["models"]));
    }

    [Fact]
    public async Task A_file_that_was_damaged_since_is_fetched_again()
    {
        await using var host = await OtherHost.StartAsync(SendModelAsync);
        var reference = new ModelReference(new Uri(host.Address, "a.onnx"), Digest);
        var (path, _) = await Files().FetchAsync(reference, Ct);
        await File.WriteAllTextAsync(path!, "damaged", Ct);

        Assert.Equal((path, null), await Files().FetchAsync(reference, Ct));

        Assert.Equal(Model, await File.ReadAllBytesAsync(path!, Ct));
        Assert.Equal(2, host.Requests.Count);
    }

    [Fact]
    public async Task A_file_from_elsewhere_needs_a_digest_and_a_local_one_is_held_against_its_own()
    {
        var file = _folder["a.onnx"];
        await File.WriteAllBytesAsync(file, Model, Ct);

        Assert.Contains("add sha256", (await Files().FetchAsync(new ModelReference(new Uri("https://example.org/a.onnx"), null), Ct)).Error, StringComparison.Ordinal);
        Assert.Equal((file, null), await Files().FetchAsync(new ModelReference(new Uri(file), null), Ct));
        Assert.Equal((file, null), await Files().FetchAsync(new ModelReference(new Uri(file), Digest), Ct));
        Assert.Contains(Digest, (await Files().FetchAsync(new ModelReference(new Uri(file), new string('0', 64)), Ct)).Error, StringComparison.Ordinal);
        Assert.Contains("does not exist", (await Files().FetchAsync(new ModelReference(new Uri(_folder["b.onnx"]), null), Ct)).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_larger_than_the_bound_is_refused_whether_or_not_it_says_so(bool announced)
    {
        await using var host = await OtherHost.StartAsync(async (http, _) =>
        {
            http.Response.ContentLength = announced ? Model.Length : null;
            await http.Response.Body.WriteAsync(Model);
        });

        var (_, error) = await Files(options => options with { MaxBytes = 100_000 }).FetchAsync(new ModelReference(new Uri(host.Address, "a.onnx"), Digest), Ct);

        Assert.Equal($"{host.Address}a.onnx is larger than max_model_bytes, 100000", error);
        Assert.Empty(Directory.GetFiles(_folder["models"]));
    }

    [Theory]
    [InlineData(404, "was answered with 404")]
    [InlineData(500, "was answered with 500")]
    public async Task What_the_other_side_answers_is_said(int status, string expected)
    {
        await using var host = await OtherHost.StartAsync((http, _) =>
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        Assert.EndsWith(expected, (await Files().FetchAsync(new ModelReference(new Uri(host.Address, "a.onnx"), Digest), Ct)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_breaks_off_and_a_host_that_is_not_there_are_errors()
    {
        Uri gone;
        await using (var host = await OtherHost.StartAsync(async (http, _) =>
        {
            http.Response.ContentLength = Model.Length;
            await http.Response.Body.WriteAsync(Model.AsMemory(0, 1000));
            await http.Response.Body.FlushAsync();
            http.Abort();
        }))
        {
            gone = new Uri(host.Address, "a.onnx");
            Assert.Contains("could not be fetched", (await Files().FetchAsync(new ModelReference(gone, Digest), Ct)).Error, StringComparison.Ordinal);
        }

        Assert.EndsWith("could not be fetched (ConnectionError)", (await Files().FetchAsync(new ModelReference(gone, Digest), Ct)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_says_nothing_is_given_up()
    {
        var begun = new TaskCompletionSource();
        await using var host = await OtherHost.StartAsync(async (http, _) =>
        {
            await http.Response.Body.FlushAsync();
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        var fetching = Files().FetchAsync(new ModelReference(new Uri(host.Address, "a.onnx"), Digest), Ct).AsTask();
        await begun.Task.WaitAsync(Ct);

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.EndsWith("the other side said nothing for 60 s", (await fetching).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirects_are_followed_and_a_circle_is_left()
    {
        await using var host = await OtherHost.StartAsync((http, received) =>
        {
            if (received.Target == "/there")
            {
                return SendModelAsync(http, received);
            }

            http.Response.Redirect(received.Target == "/circle" ? "/circle" : "/there");
            return Task.CompletedTask;
        });

        Assert.Null((await Files().FetchAsync(new ModelReference(new Uri(host.Address, "here"), Digest), Ct)).Error);
        Assert.EndsWith("leads on more than 5 times", (await Files().FetchAsync(new ModelReference(new Uri(host.Address, "circle"), new string('0', 64)), Ct)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_an_S3_store_is_fetched_with_a_signature_that_holds()
    {
        await using var host = await OtherHost.StartAsync(VerifyAsync);
        var s3 = new S3Options { Endpoint = host.Address, Region = "eu-central-1", AccessKey = "house", SecretKey = Secret };

        var good = await Files(options => options with { S3 = s3 }).FetchAsync(new ModelReference(new Uri("s3://models/iris v1/ü+1.onnx"), Digest), Ct);
        var wrong = await Files(options => options with { S3 = s3 with { SecretKey = "another" } }).FetchAsync(new ModelReference(new Uri("s3://models/b.onnx"), new string('0', 64)), Ct);

        Assert.Equal((_folder[$"models/{Digest}.onnx"], null), good);
        Assert.Equal("/models/iris%20v1/%C3%BC%2B1.onnx", host.Requests.First().Target);
        Assert.Equal((null, "s3://models/b.onnx was answered with 403 (SignatureDoesNotMatch)"), wrong);
    }

    private static async Task SendModelAsync(HttpContext http, OtherHost.Received received)
    {
        http.Response.ContentLength = Model.Length;
        await http.Response.Body.WriteAsync(Model);
    }

    // The store's side: what was signed is computed from what arrived, by the reference.
    private static async Task VerifyAsync(HttpContext http, OtherHost.Received received)
    {
        const string Scheme = "AWS4-HMAC-SHA256 ";
        var parts = received.Headers["authorization"][Scheme.Length..].Split(", ").Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        var (keyId, scope) = (parts["Credential"].Split('/')[0], parts["Credential"][(parts["Credential"].IndexOf('/', StringComparison.Ordinal) + 1)..]);
        var signed = parts["SignedHeaders"].Split(';').ToDictionary(name => name, name => received.Headers[name]);
        var expected = SigV4Reference.Sign(Secret, scope, received.Method, received.Target, signed);
        if (keyId != "house" || !scope.EndsWith("/eu-central-1/s3/aws4_request", StringComparison.Ordinal) || !signed.ContainsKey("host") || parts["Signature"] != expected)
        {
            http.Response.StatusCode = (int)HttpStatusCode.Forbidden;
            await http.Response.WriteAsync("<?xml version=\"1.0\"?><Error><Code>SignatureDoesNotMatch</Code><Message>…</Message></Error>");
            return;
        }

        await SendModelAsync(http, received);
    }

    private ModelFiles Files(Func<ModelFilesOptions, ModelFilesOptions>? change = null)
    {
        var options = new ModelFilesOptions { Folder = _folder["models"] };
        return new ModelFiles(change is null ? options : change(options), _http, _time);
    }
}
