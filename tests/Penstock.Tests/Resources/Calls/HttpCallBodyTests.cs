using System.Globalization;
using Xunit;

namespace Penstock.Tests.Resources.Calls;

/// <summary>How bodies are read, and refused before they are.</summary>
public sealed class HttpCallBodyTests(HouseFixture house) : IClassFixture<HouseFixture>
{
    private const string Admin = "Authorization: Bearer " + PenstockServer.AdminKey + "\r\n";

    [Theory]
    [InlineData("POST /v1/chat/completions", "Content-Length: 1000\r\nExpect: 100-continue")]
    [InlineData("POST /v1/embeddings", "Content-Length: 1000")]
    [InlineData("POST /v1/completions", "Transfer-Encoding: chunked")]
    [InlineData("POST /models/hello/invoke", "Content-Length: 1000\r\nExpect: 100-continue")]
    [InlineData("POST /api/v1/keys", "Content-Length: 1000\r\nExpect: 100-continue")]
    [InlineData("PUT /api/v1/logging", "Content-Length: 1000")]
    public async Task Nobody_known_gets_401_before_the_body_is_read(string line, string headers)
    {
        foreach (var credential in new[] { "", "Authorization: Bearer ps_nobody\r\n", "Authorization: Basic YTpi\r\n", "x-api-key: \r\n" })
        {
            var (status, head, _) = await RawConnection.AskAsync(house.Penstock.Address, $"{line} HTTP/1.1\r\nHost: x\r\n{credential}Content-Type: application/json\r\n{headers}\r\n\r\n");

            Assert.Equal(401, status);
            Assert.DoesNotContain("100 Continue", head, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Somebody_known_is_asked_for_the_body_and_answered()
    {
        using var connection = await RawConnection.OpenAsync(house.Penstock.Address);
        var body = HouseFixture.Chat("chat");
        await connection.SendAsync($"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n{Admin}Content-Type: application/json\r\nContent-Length: {body.Length}\r\nExpect: 100-continue\r\n\r\n");
        Assert.Equal(100, (await connection.ReadAsync()).Status);

        await connection.SendAsync(body);

        Assert.Equal(200, (await connection.ReadAsync()).Status);
    }

    [Theory]
    [InlineData("POST /v1/chat/completions", 65537)]
    [InlineData("POST /v1/chat/completions", 999999999999)]
    [InlineData("POST /models/hello/invoke", 65537)]
    [InlineData("POST /api/v1/keys", 1048577)]
    public async Task A_body_that_says_it_is_too_large_gets_413_before_a_byte_of_it_is_sent(string line, long length)
    {
        var (status, _, body) = await RawConnection.AskAsync(house.Penstock.Address,
            $"{line} HTTP/1.1\r\nHost: x\r\n{Admin}Content-Type: application/json\r\nContent-Length: {length.ToString(CultureInfo.InvariantCulture)}\r\nExpect: 100-continue\r\n\r\n");

        Assert.Equal(413, status);
        Assert.Contains("too_large", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST /v1/chat/completions", 20)]
    [InlineData("POST /models/hello/invoke", 20)]
    [InlineData("POST /api/v1/keys", 270)]
    public async Task A_chunked_body_is_counted_and_gets_413_while_it_is_still_coming(string line, int chunks)
    {
        using var connection = await RawConnection.OpenAsync(house.Penstock.Address);
        await connection.SendAsync($"{line} HTTP/1.1\r\nHost: x\r\n{Admin}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        var chunk = "1000\r\n" + new string(' ', 4096) + "\r\n";
        for (var i = 0; i < chunks; i++)
        {
            await connection.SendAsync(chunk);
        }

        var (status, _, body) = await connection.ReadAsync();

        Assert.Equal(413, status);
        Assert.Contains("too_large", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chunked_body_within_the_bound_is_taken()
    {
        var body = HouseFixture.Chat("chat");
        var (status, _, _) = await RawConnection.AskAsync(house.Penstock.Address,
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n{Admin}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{body.Length:x};ext=1\r\n{body}\r\n0\r\nTrailer: x\r\n\r\n");

        Assert.Equal(200, status);
    }

    [Fact]
    public async Task A_client_that_breaks_off_in_the_middle_of_its_body_is_recorded_as_gone_and_not_as_a_fault()
    {
        var before = await EndsAsync();
        using (var connection = await RawConnection.OpenAsync(house.Penstock.Address))
        {
            await connection.SendAsync($"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n{Admin}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{\"model\":");
            await Eventually.TrueAsync(() => Task.FromResult(Running() > 0), "the call runs");
            connection.Reset();
        }

        await Eventually.TrueAsync(async () => (await EndsAsync()).GetValueOrDefault("client_left") == before.GetValueOrDefault("client_left") + 1, "the ledger says client_left");
        Assert.DoesNotContain((await house.Admin.GetReplyAsync("api/v1/usage?group_by=status")).Json.GetProperty("data").EnumerateArray(), row => row.GetProperty("group").GetProperty("status").GetString() == "500");
    }

    [Theory]
    [InlineData("""{"model":"chat","model":"embed","messages":[]}""", "model", "duplicate_member")]
    [InlineData("""{"model":"chat","mod\u0065l":"embed","messages":[]}""", "model", "duplicate_member")]
    [InlineData("""{"\u006dodel":"chat","messages":[],"model":"chat"}""", "model", "duplicate_member")]
    [InlineData("""{"model":"chat","stream":false,"str\u0065am":true,"messages":[]}""", "stream", "duplicate_member")]
    [InlineData("""{"model":"chat","max_tokens":1,"max_tokens":100000,"messages":[]}""", "max_tokens", "duplicate_member")]
    [InlineData("""{"model":"chat","stream":true,"stream_options":{"include_usage":true,"include_usag\u0065":false},"messages":[]}""", "stream_options.include_usage", "duplicate_member")]
    [InlineData("""{"model":1,"messages":[]}""", "model", null)]
    [InlineData("""{"model":["chat"],"messages":[]}""", "model", null)]
    [InlineData("""{"model":null,"messages":[]}""", "model", null)]
    [InlineData("""{"model":"","messages":[]}""", "model", null)]
    [InlineData("""{"messages":[]}""", "model", null)]
    [InlineData("""{"model":"chat","stream":"yes","messages":[]}""", "stream", null)]
    [InlineData("""{"model":"chat","stream":1,"messages":[]}""", "stream", null)]
    [InlineData("""{"model":"chat","stream":true,"stream_options":[],"messages":[]}""", "stream_options", null)]
    public async Task A_governed_member_that_is_wrong_or_there_twice_is_400_and_named(string body, string param, string? code)
    {
        var asked = house.Upstream.Requests.Count;
        foreach (var path in new[] { "v1/chat/completions", "v1/completions", "v1/embeddings" })
        {
            var refused = await house.Admin.SendReplyAsync("POST", path, body);

            Assert.Equal((400, "application/json", param), (refused.Status, refused.ContentType, refused.At("error.param")));
            Assert.Equal("invalid_request_error", refused.At("error.type"));
            Assert.Equal(code ?? refused.At("error.code"), refused.At("error.code"));
            Assert.Contains(param, refused.At("error.message"), StringComparison.Ordinal);
        }

        Assert.Equal(asked, house.Upstream.Requests.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("\"chat\"")]
    [InlineData("[{\"model\":\"chat\"}]")]
    [InlineData("{\"model\":\"chat\"}{\"model\":\"chat\"}")]
    [InlineData("{'model':'chat'}")]
    [InlineData("{\"model\":\"chat\",}")]
    [InlineData("\ufeff{\"model\":\"chat\"}")]
    public async Task A_body_that_is_no_JSON_object_is_400(string body)
    {
        var refused = await house.Admin.SendReplyAsync("POST", "v1/chat/completions", body);

        Assert.Equal((400, "invalid_request_error"), (refused.Status, refused.At("error.type")));
    }

    [Fact]
    public async Task A_member_by_which_a_client_would_choose_another_model_is_refused()
    {
        var refused = await house.Admin.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat", ""","models":["gpt-9"]"""));

        Assert.Equal((403, "models"), (refused.Status, refused.At("error.param")));
    }

    private int Running() => ((Penstock.Pipeline.RunningCalls)house.Penstock.Services.GetService(typeof(Penstock.Pipeline.RunningCalls))!).Count;

    private async Task<Dictionary<string, long>> EndsAsync() =>
        (await house.Admin.GetReplyAsync("api/v1/usage?group_by=end")).Json.GetProperty("data").EnumerateArray()
            .ToDictionary(row => row.GetProperty("group").GetProperty("end").GetString()!, row => row.GetProperty("calls").GetInt64());
}
