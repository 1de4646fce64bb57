using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources;

/// <summary>Verbs, media types and addresses.</summary>
public sealed class ResourceRoutesTests(HouseFixture house) : IClassFixture<HouseFixture>
{
    [Theory]
    [InlineData("GET", "v1/chat/completions", "POST")]
    [InlineData("PUT", "v1/completions", "POST")]
    [InlineData("DELETE", "v1/embeddings", "POST")]
    [InlineData("POST", "v1/models", "GET, HEAD")]
    [InlineData("DELETE", "v1/models/meta-llama/Llama-3.1-8B", "GET, HEAD")]
    [InlineData("POST", "v1beta/models", "GET, HEAD")]
    [InlineData("POST", "models", "GET, HEAD")]
    [InlineData("PATCH", "models/meta-llama/Llama-3.1-8B", "GET, HEAD")]
    [InlineData("GET", "models/hello/invoke", "POST")]
    [InlineData("PATCH", "api/v1/keys", "GET, HEAD, POST")]
    [InlineData("POST", "api/v1/keys/key_x", "GET, HEAD, PUT, PATCH, DELETE")]
    [InlineData("GET", "api/v1/keys/key_x/rotate", "POST")]
    [InlineData("POST", "api/v1/usage", "GET, HEAD")]
    [InlineData("DELETE", "api/v1/calls/x", "GET, HEAD")]
    [InlineData("DELETE", "api/v1/logging", "GET, HEAD, PUT, PATCH")]
    [InlineData("POST", "livez", "GET, HEAD")]
    [InlineData("POST", "readyz", "GET, HEAD")]
    [InlineData("POST", "info", "GET, HEAD")]
    [InlineData("POST", "metrics", "GET, HEAD")]
    [InlineData("BREW", "livez", "GET, HEAD")]
    [InlineData("OPTIONS", "v1/chat/completions", "POST")]
    public async Task A_wrong_verb_is_405_with_Allow_in_the_addresss_own_format(string verb, string path, string allow)
    {
        var refused = await house.Admin.SendReplyAsync(verb, path, (byte[]?)null);

        Assert.Equal((405, allow), (refused.Status, refused.Header("allow")));
        AssertFormat(refused, path, "method_not_allowed");
    }

    [Theory]
    [InlineData("v1/nothing")]
    [InlineData("v1")]
    [InlineData("v1/chat/completions/more")]
    [InlineData("nothing/at/all")]
    [InlineData("api/v1/nothing")]
    [InlineData("v1beta/nothing")]
    [InlineData("favicon.ico")]
    public async Task An_address_that_there_is_not_is_404_in_the_format_of_its_part(string path)
    {
        var missing = await house.Admin.SendReplyAsync("POST", path, "{}");

        Assert.Equal(404, missing.Status);
        AssertFormat(missing, path, "not_found");
    }

    [Theory]
    [InlineData("v1/chat/completions")]
    [InlineData("v1/completions")]
    [InlineData("v1/embeddings")]
    [InlineData("models/hello/invoke")]
    [InlineData("api/v1/keys")]
    [InlineData("api/v1/logging")]
    public async Task A_body_that_is_not_JSON_in_UTF_8_is_415(string path)
    {
        var verb = path.EndsWith("logging", StringComparison.Ordinal) ? "PUT" : "POST";
        foreach (var type in new[] { "text/plain", "application/xml", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "application/json; charset=iso-8859-1", "nonsense" })
        {
            var refused = await house.Admin.SendReplyAsync(verb, path, "{}", ("Content-Type", type));
            Assert.Equal(415, refused.Status);
            AssertFormat(refused, path, "unsupported_media_type");
        }

        foreach (var coding in new[] { "gzip", "br", "identity, gzip" })
        {
            Assert.Equal(415, (await house.Admin.SendReplyAsync(verb, path, "{}", ("Content-Encoding", coding))).Status);
        }

        foreach (var type in new[] { "application/json", "application/json; charset=utf-8", "application/json;charset=\"UTF-8\"", "application/vnd.house+json", "Application/JSON" })
        {
            Assert.NotEqual(415, (await house.Admin.SendReplyAsync(verb, path, "{}", ("Content-Type", type))).Status);
        }

        Assert.NotEqual(415, (await house.Admin.SendReplyAsync(verb, path, "{}", ("Content-Encoding", "identity"))).Status);
    }

    [Theory]
    [InlineData("GET", "v1/models")]
    [InlineData("GET", "v1/models/chat")]
    [InlineData("GET", "models")]
    [InlineData("GET", "models/chat")]
    [InlineData("GET", "livez")]
    [InlineData("GET", "info")]
    [InlineData("GET", "api/v1/keys")]
    [InlineData("GET", "api/v1/usage")]
    [InlineData("POST", "v1/chat/completions")]
    [InlineData("POST", "v1/embeddings")]
    [InlineData("POST", "models/hello/invoke")]
    public async Task An_impossible_Accept_is_406_and_a_possible_one_is_not(string verb, string path)
    {
        var body = verb == "POST" ? System.Text.Encoding.UTF8.GetBytes("{}") : null;
        foreach (var accept in new[] { "text/html", "image/png, audio/*;q=0.5", "application/json;q=0" })
        {
            var refused = await house.Admin.SendReplyAsync(verb, path, body, ("Accept", accept));
            Assert.Equal(406, refused.Status);
            AssertFormat(refused, path, "not_acceptable");
        }

        foreach (var accept in new[] { "*/*", "application/json", "application/*", "text/html, */*;q=0.1", "" })
        {
            Assert.NotEqual(406, (await house.Admin.SendReplyAsync(verb, path, body, ("Accept", accept))).Status);
        }
    }

    [Theory]
    [InlineData("v1/models")]
    [InlineData("v1/models/meta-llama/Llama-3.1-8B")]
    [InlineData("models/hello")]
    [InlineData("api/v1/usage")]
    [InlineData("livez")]
    [InlineData("metrics")]
    public async Task Head_is_Get_without_the_body(string path)
    {
        var head = await house.Admin.SendReplyAsync("HEAD", path, (byte[]?)null);
        var get = await house.Admin.GetReplyAsync(path);

        Assert.Equal((200, 0), (head.Status, head.Bytes.Length));
        Assert.Equal(get.ContentType, head.ContentType);
        Assert.Equal((404, 0), await house.Admin.SendReplyAsync("HEAD", path + "/nothing/x", (byte[]?)null) is var missing ? (missing.Status, missing.Bytes.Length) : default);
    }

    [Theory]
    [InlineData("api/v1/usage?colour=red")]
    [InlineData("api/v1/keys?colour=red")]
    [InlineData("api/v1/usage?from=2026-01-01&from=2026-01-02")]
    public async Task An_unknown_or_doubled_query_parameter_of_the_management_API_is_400(string path)
    {
        var refused = await house.Admin.GetReplyAsync(path);

        Assert.Equal((400, "application/problem+json"), (refused.Status, refused.ContentType));
        Assert.Contains(refused.At("errors.0.path")!, path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("authorization", "bearer ")]
    [InlineData("x-api-key", "")]
    [InlineData("api-key", "")]
    [InlineData("x-goog-api-key", "")]
    public async Task A_key_is_taken_from_the_headers_of_every_SDK(string header, string before)
    {
        using var client = house.Penstock.NewClient(null);

        Assert.Equal(200, (await client.GetReplyAsync("v1/models", (header, before + PenstockServer.AdminKey))).Status);
        Assert.Equal(401, (await client.GetReplyAsync("v1/models", (header, before + "ps_wrong"))).Status);
        Assert.Equal(200, (await client.GetReplyAsync("v1/models?key=" + PenstockServer.AdminKey)).Status);
    }

    [Fact]
    public async Task Cross_origin_calls_are_closed_by_default()
    {
        var preflight = await house.Admin.SendReplyAsync("OPTIONS", "v1/chat/completions", (byte[]?)null, ("Origin", "https://app.example"), ("Access-Control-Request-Method", "POST"));
        var answer = await house.Admin.GetReplyAsync("v1/models", ("Origin", "https://app.example"));

        Assert.Null(preflight.Header("access-control-allow-origin"));
        Assert.Equal(200, answer.Status);
        Assert.Null(answer.Header("access-control-allow-origin"));
    }

    [Theory]
    [InlineData("\"*\"", "https://any.example", "*")]
    [InlineData("{ origins: [ \"https://app.example\" ] }", "https://app.example", "https://app.example")]
    [InlineData("{ origins: [ \"https://app.example\" ] }", "https://evil.example", null)]
    public async Task Cross_origin_calls_are_opened_by_one_line(string cors, string origin, string? allowed)
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: TestContext.Current.CancellationToken);
        await using var penstock = await PenstockServer.StartAsync($"server: {{ cors: {cors} }}\n" + PenstockServer.Yaml(upstream, ("chat", "synthetic:unary:300")));
        using var browser = penstock.NewClient(null);

        var preflight = await browser.SendReplyAsync("OPTIONS", "v1/chat/completions", (byte[]?)null, ("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,content-type"));
        var answer = await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"), ("Origin", origin));
        var refused = await browser.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"), ("Origin", origin));

        Assert.Equal((allowed, allowed, allowed), (preflight.Header("access-control-allow-origin"), answer.Header("access-control-allow-origin"), refused.Header("access-control-allow-origin")));
        Assert.Equal((200, 401), (answer.Status, refused.Status));
        Assert.Equal(allowed is not null, preflight.Header("access-control-allow-headers")?.Contains("authorization", StringComparison.OrdinalIgnoreCase) == true);
        Assert.Null(answer.Header("access-control-allow-credentials"));
    }

    private static void AssertFormat(Reply refused, string path, string code)
    {
        if (path.StartsWith("v1beta/", StringComparison.Ordinal))
        {
            Assert.Equal(("application/json", code == "not_found" ? "NOT_FOUND" : "UNIMPLEMENTED"), (refused.ContentType, refused.At("error.status")));
            return;
        }

        var openAi = path is "v1" || path.StartsWith("v1/", StringComparison.Ordinal);
        Assert.Equal(openAi ? "application/json" : "application/problem+json", refused.ContentType);

        // DIALECT: OpenAI's own words for two of them.
        var words = openAi ? code.Replace("method_not_allowed", "method_not_supported", StringComparison.Ordinal).Replace("unsupported_media_type", "unsupported_content_type", StringComparison.Ordinal) : code;
        Assert.Equal(words, refused.At(openAi ? "error.code" : "code"));
        Assert.NotEmpty(refused.At(openAi ? "error.message" : "detail")!);
        Assert.NotEmpty(refused.CallId);
    }
}
