using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace Penstock.Tests.Resources.Documents;

/// <summary>How document and page are served.</summary>
public sealed partial class DocumentsResourceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_start_page_leads_to_the_documentation()
    {
        await using var penstock = await PenstockServer.StartAsync();
        using var anybody = penstock.NewClient(null);

        foreach (var path in new[] { "/", "/docs/" })
        {
            using var answer = await anybody.GetAsync(path, Ct);

            Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
            Assert.Equal("/docs", answer.Headers.Location!.ToString());
        }

        using var posted = await anybody.PostAsync("/", null, Ct);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
        Assert.Equal(["GET", "HEAD"], posted.Content.Headers.Allow);
    }

    [Fact]
    public async Task The_page_and_all_it_needs_come_from_here_under_a_strict_policy()
    {
        await using var penstock = await PenstockServer.StartAsync();
        using var anybody = penstock.NewClient(null);
        using var page = await anybody.GetAsync("docs", Ct);
        var html = await page.Content.ReadAsStringAsync(Ct);

        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("connect-src 'self'", policy);
        Assert.DoesNotContain("script-src 'self' 'unsafe", policy);
        Assert.Equal("nosniff", Assert.Single(page.Headers.GetValues("X-Content-Type-Options")));
        var links = Links().Matches(html).Select(match => match.Groups["address"].Value).ToArray();
        Assert.Contains("docs/swagger-ui-bundle.js", links);
        foreach (var link in links.Append("docs/LICENSE"))
        {
            using var answer = await anybody.GetAsync(link, Ct);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync(Ct));
        }

        Assert.DoesNotContain("//", html.Replace("<!doctype html>", "", StringComparison.Ordinal));
        Assert.DoesNotMatch(@"['""](https?:)?//", await anybody.GetStringAsync("docs/start.js", Ct));
    }

    [Fact]
    public async Task A_file_that_there_is_not_is_404()
    {
        await using var penstock = await PenstockServer.StartAsync();
        using var answer = await penstock.Client.GetAsync("docs/nothing.js", Ct);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("openapi/v1.json")]
    [InlineData("docs")]
    [InlineData("docs/swagger-ui-bundle.js")]
    public async Task What_has_not_changed_is_not_sent_again_and_HEAD_sends_nothing(string path)
    {
        await using var penstock = await PenstockServer.StartAsync();
        using var first = await penstock.Client.GetAsync(path, Ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "If-None-Match", first.Headers.ETag!.ToString() } } };
        using var second = await penstock.Client.SendAsync(request, Ct);
        using var head = await penstock.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), Ct);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(first.Headers.ETag, head.Headers.ETag);
        Assert.Equal(first.Content.Headers.ContentType, head.Content.Headers.ContentType);
    }

    [Theory]
    [InlineData("openapi/v1.json")]
    [InlineData("docs/swagger-ui.css")]
    [InlineData("api/v1/keys")]
    [InlineData("models")]
    [InlineData("info")]
    public async Task Lists_and_documents_are_compressed_when_asked(string path)
    {
        await using var penstock = await PenstockServer.StartAsync();
        using var plain = await penstock.Client.GetAsync(path, Ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept-Encoding", "gzip" } } };
        using var packed = await penstock.Client.SendAsync(request, Ct);

        Assert.Empty(plain.Content.Headers.ContentEncoding);
        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", string.Join(',', packed.Headers.Vary));
        await using var unpacked = new GZipStream(await packed.Content.ReadAsStreamAsync(Ct), CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        var text = await reader.ReadToEndAsync(Ct);
        if (path != "info")
        {
            Assert.Equal(await plain.Content.ReadAsStringAsync(Ct), text);
        }
    }

    [Theory]
    [InlineData("POST", "v1/chat/completions")]
    [InlineData("POST", "models/hello/invoke")]
    [InlineData("GET", "v1/models")]
    [InlineData("POST", "api/v1/keys")]
    public async Task Calls_and_new_keys_never_are(string verb, string path)
    {
        await using var penstock = await PenstockServer.StartAsync(configure: options => options.Function("hello", (string who) => who));
        using var request = new HttpRequestMessage(new HttpMethod(verb), path)
        {
            Headers = { { "Accept-Encoding", "gzip, br" } },
            Content = verb == "POST" ? new StringContent("""{"who":"ada","name":"ada"}""") : null,
        };
        request.Content?.Headers.ContentType = new("application/json");
        using var answer = await penstock.Client.SendAsync(request, Ct);

        Assert.Empty(answer.Content.Headers.ContentEncoding);
    }

    [GeneratedRegex("(?:src|href)=\"(?<address>[^\"]+)\"")]
    private static partial Regex Links();
}
