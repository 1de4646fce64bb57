using System.Text.Json;
using Xunit;

namespace Penstock.Tests.Resources.Management;

public sealed class UsageResourceTests(HouseFixture house) : IClassFixture<HouseFixture>
{
    [Fact]
    public async Task Sums_are_of_the_callers_own_key_and_the_admin_sees_all()
    {
        var (firstId, first) = await house.KeyAsync();
        var (secondId, second) = await house.KeyAsync();
        await first.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"));
        await first.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("short", ""","stream":true"""));
        await first.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("nothing"));
        await second.SendReplyAsync("POST", "v1/embeddings", """{"model":"embed","input":"x"}""");

        var own = (await first.GetReplyAsync("api/v1/usage?group_by=model,key")).Json.GetProperty("data").EnumerateArray().ToArray();
        var others = await first.GetReplyAsync($"api/v1/usage?key_id={secondId}");
        var all = (await house.Admin.GetReplyAsync("api/v1/usage?group_by=key")).Json.GetProperty("data").EnumerateArray().Select(row => Group(row, "key")).ToArray();
        var filtered = await house.Admin.GetReplyAsync($"api/v1/usage?group_by=capability,dialect,provider,upstream_model,end,status&key_id={secondId}&model=embed");

        Assert.All(own, row => Assert.Equal(firstId, Group(row, "key")));
        Assert.Equal(["chat", "nothing", "short"], own.Select(row => Group(row, "model")).Order());
        Assert.All(own, row => Assert.Equal(1, row.GetProperty("calls").GetInt64()));
        Assert.Equal((1, 0, 8 + 5), Counts(own.Single(row => Group(row, "model") == "short")));
        Assert.Equal((1, 1, 0), Counts(own.Single(row => Group(row, "model") == "nothing")));
        Assert.Equal("0", others.At("data.0.calls"));
        Assert.Contains(firstId, all);
        Assert.Contains(secondId, all);
        Assert.Equal(("embeddings", "openai", "up", "synthetic:unary:600", "completed", "200"), (filtered.At("data.0.group.capability"), filtered.At("data.0.group.dialect"), filtered.At("data.0.group.provider"), filtered.At("data.0.group.upstream_model"), filtered.At("data.0.group.end"), filtered.At("data.0.group.status")));
        Assert.Equal(("1", "8", "0"), (filtered.At("data.0.calls"), filtered.At("data.0.usage.input_tokens"), filtered.At("data.0.usage.output_tokens")));
    }

    [Fact]
    public async Task From_is_inclusive_and_to_is_not()
    {
        var (_, client) = await house.KeyAsync();
        var answer = await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"));
        var started = (await client.GetReplyAsync("api/v1/calls/" + answer.CallId)).Json.GetProperty("started_at").GetDateTimeOffset();
        var at = Instant(started);
        var after = Instant(started.AddTicks(10));

        Assert.Equal(1, await CallsAsync(client, $"from={at}"));
        Assert.Equal(0, await CallsAsync(client, $"to={at}"));
        Assert.Equal(1, await CallsAsync(client, $"from={at}&to={after}"));
        Assert.Equal(0, await CallsAsync(client, $"from={after}"));
        Assert.Equal(1, await CallsAsync(client, $"from={started:yyyy-MM-dd}"));
        Assert.Equal(1, await CallsAsync(client, $"from={started:yyyy-MM-dd}T00:00:00%2B00:00"));
        var day = await client.GetReplyAsync("api/v1/usage?group_by=day,hour");
        Assert.Equal((started.ToString("yyyy-MM-dd", null), started.ToString("yyyy-MM-dd'T'HH", null)), (day.At("data.0.group.day"), day.At("data.0.group.hour")));
    }

    [Fact]
    public async Task Gives_a_table_to_who_asks_for_one()
    {
        var (id, client) = await house.KeyAsync();
        await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"));

        var table = await client.SendReplyAsync("GET", "api/v1/usage?group_by=key,model&percentiles=true", (byte[]?)null, ("accept", "text/csv"));

        Assert.Equal((200, "text/csv"), (table.Status, table.ContentType));
        var lines = table.Text.Split("\r\n");
        Assert.StartsWith("key,model,calls,failed_calls,", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("first_byte_p99_ms", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{id},chat,1,0,", lines[1], StringComparison.Ordinal);
        Assert.Equal(lines[0].Split(',').Length, lines[1].Split(',').Length);
    }

    [Fact]
    public async Task Lists_the_callers_own_calls_the_newest_first_page_by_page()
    {
        var (id, client) = await house.KeyAsync();
        for (var i = 0; i < 3; i++)
        {
            await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat(i == 1 ? "nothing" : "chat"));
        }

        var first = await client.GetReplyAsync("api/v1/calls?limit=2");
        var second = await client.GetReplyAsync($"api/v1/calls?limit=2&cursor={first.At("next_cursor")}");
        var failed = await client.GetReplyAsync("api/v1/calls?end=failed");

        Assert.Equal((2, "chat", "nothing"), (first.Json.GetProperty("data").GetArrayLength(), first.At("data.0.model"), first.At("data.1.model")));
        Assert.Equal((1, "chat", null), (second.Json.GetProperty("data").GetArrayLength(), second.At("data.0.model"), second.At("next_cursor")));
        Assert.Equal((1, "nothing", id), (failed.Json.GetProperty("data").GetArrayLength(), failed.At("data.0.model"), failed.At("data.0.key_id")));
    }

    [Theory]
    [InlineData("time_zone=Mars/Olympus", "time_zone")]
    [InlineData("group_by=tag:", "group_by")]
    [InlineData("status=x&end=y", "end,status")]
    [InlineData("tag==5", "tag")]
    [InlineData("group_by=colour", "group_by")]
    [InlineData("group_by=model,model", "group_by")]
    [InlineData("group_by=Model", "group_by")]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=2026-13-01", "to")]
    [InlineData("group_by=colour&from=x&to=y&z=1", "from,group_by,to,z")]
    public async Task A_wrong_parameter_is_named_and_all_of_them_at_once(string query, string names)
    {
        var refused = await house.Admin.GetReplyAsync("api/v1/usage?" + query);

        Assert.Equal((400, "application/problem+json"), (refused.Status, refused.ContentType));
        Assert.Equal(names, string.Join(',', refused.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()!).Order()));
    }

    [Fact]
    public async Task A_record_says_what_a_call_was()
    {
        var (id, client) = await house.KeyAsync();
        var body = HouseFixture.Chat("short", ""","stream":true""");
        var answer = await client.SendReplyAsync("POST", "v1/chat/completions", body, ("x-penstock-tags", "project=atlas, step = eval ,nonsense,=x,long=" + new string('x', 65)));

        var record = (await client.GetReplyAsync("api/v1/calls/" + answer.CallId)).Json;

        Assert.Equal(answer.CallId, record.GetProperty("call_id").GetString());
        Assert.Equal((id, "short", "up", "synthetic:stream:5:200"), (Text(record, "key_id"), Text(record, "model"), Text(record, "provider"), Text(record, "upstream_model")));
        Assert.Equal(("openai", "chat", "completed", null), (Text(record, "dialect"), Text(record, "capability"), Text(record, "end"), Text(record, "error_kind")));
        Assert.Equal((true, 200, 1), (record.GetProperty("stream").GetBoolean(), record.GetProperty("status").GetInt32(), record.GetProperty("attempts").GetInt32()));
        Assert.Equal((8, 5, 13), (Tokens(record, "input_tokens"), Tokens(record, "output_tokens"), Tokens(record, "total_tokens")));
        Assert.Equal(body.Length, record.GetProperty("request_bytes").GetInt64());
        Assert.InRange(record.GetProperty("time_to_first_byte_ms").GetDouble(), 0.001, record.GetProperty("duration_ms").GetDouble());
        Assert.Equal(["project=atlas", "step=eval"], record.GetProperty("tags").EnumerateObject().Select(tag => $"{tag.Name}={tag.Value.GetString()}").Order());
    }

    [Fact]
    public async Task A_record_counts_the_bytes_that_the_client_got()
    {
        foreach (var (path, body) in new[]
        {
            ("v1/chat/completions", HouseFixture.Chat("chat")),
            ("v1/chat/completions", HouseFixture.Chat(HouseFixture.Slashed)),
            ("v1/chat/completions", HouseFixture.Chat("short", ""","stream":true""")),
            ("v1/chat/completions", HouseFixture.Chat("nothing")),
            ("models/hello/invoke", """{"who":"ada"}"""),
        })
        {
            var answer = await house.Admin.SendReplyAsync("POST", path, body);
            Assert.Equal((answer.Bytes.Length, body.Length), ((await house.RecordAsync(answer.CallId)) is var record ? (record.Json.GetProperty("response_bytes").GetInt32(), record.Json.GetProperty("request_bytes").GetInt32()) : default));
        }
    }

    [Fact]
    public async Task Failures_are_recorded_with_their_kind_and_status()
    {
        var (_, client) = await house.KeyAsync("\"allowed_models\":[\"chat\"]");
        var denied = await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("short"));
        var broken = await client.SendReplyAsync("POST", "v1/chat/completions", "{");
        var unknown = await house.Penstock.NewClient(null).SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"));

        Assert.Equal(("failed", "permission_denied", "403"), await EndAsync(denied));
        Assert.Equal(("failed", "invalid_request", "400"), await EndAsync(broken));
        Assert.Equal(("failed", "unauthenticated", "401"), await EndAsync(unknown));
        Assert.Null((await house.RecordAsync(unknown.CallId)).At("key_id"));
    }

    [Fact]
    public async Task A_key_does_not_see_the_calls_of_another()
    {
        var (_, first) = await house.KeyAsync();
        var (_, second) = await house.KeyAsync();
        var answer = await first.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"));

        Assert.Equal(200, (await first.GetReplyAsync("api/v1/calls/" + answer.CallId)).Status);
        Assert.Equal(200, (await house.Admin.GetReplyAsync("api/v1/calls/" + answer.CallId)).Status);
        Assert.Equal(404, (await second.GetReplyAsync("api/v1/calls/" + answer.CallId)).Status);
        Assert.Equal(404, (await house.Admin.GetReplyAsync("api/v1/calls/none")).Status);
        Assert.Equal(401, (await house.Penstock.NewClient(null).GetReplyAsync("api/v1/calls/" + answer.CallId)).Status);
    }

    private async Task<(string?, string?, string?)> EndAsync(Reply answer)
    {
        var record = await house.RecordAsync(answer.CallId);
        return (record.At("end"), record.At("error_kind"), record.At("status"));
    }

    private static async Task<long> CallsAsync(HttpClient client, string query) =>
        (await client.GetReplyAsync("api/v1/usage?" + query)).Json.GetProperty("data").EnumerateArray().Sum(row => row.GetProperty("calls").GetInt64());

    private static string Instant(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static string? Group(JsonElement row, string name) => Text(row.GetProperty("group"), name);

    private static (long, long, long) Counts(JsonElement row) => (row.GetProperty("calls").GetInt64(), row.GetProperty("failed_calls").GetInt64(), row.GetProperty("usage").GetProperty("total_tokens").GetInt64());

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static long Tokens(JsonElement record, string name) => record.GetProperty("usage").GetProperty(name).GetInt64();
}
