using System.Text.Json;
using Xunit;

namespace Penstock.Tests.Resources.Management;

/// <summary>Complaint H30 of gateways.md, section 5: a gateway without keys to hand out.</summary>
public sealed class KeysResourceTests(HouseFixture house) : IClassFixture<HouseFixture>
{
    private const string Keys = "api/v1/keys";

    [Fact]
    public async Task Post_makes_a_key_and_shows_it_this_once()
    {
        var made = await house.Admin.SendReplyAsync("POST", Keys, """{"name":"  Ada's  ","allowed_models":["chat","meta-*"],"requests_per_minute":7,"max_concurrent_calls":3,"expires_at":"2090-01-01T00:00:00Z"}""");

        Assert.Equal(201, made.Status);
        Assert.Equal("/api/v1/keys/" + made.At("id"), made.Header("location"));
        Assert.Equal("\"1\"", made.Header("etag"));
        Assert.Equal("no-store", made.Header("cache-control"));
        Assert.Matches("^ps_[0-9A-Za-z]{43}$", made.At("key"));
        Assert.StartsWith(made.At("prefix")!, made.At("key"), StringComparison.Ordinal);
        Assert.Equal(8, made.At("prefix")!.Length);
        Assert.Equal(("Ada's", "active", "7", "3"), (made.At("name"), made.At("state"), made.At("requests_per_minute"), made.At("max_concurrent_calls")));
        var read = await house.Admin.GetReplyAsync(made.Header("location")![1..]);
        Assert.Equal((200, "\"1\"", "chat"), (read.Status, read.Header("etag"), read.At("allowed_models.0")));
        Assert.False(read.Json.TryGetProperty("key", out _));
        Assert.DoesNotContain(made.At("key")!, (await house.Admin.GetReplyAsync(Keys + "?limit=500")).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await house.Penstock.NewClient(made.At("key")).GetReplyAsync("v1/models")).Status);
    }

    [Fact]
    public async Task Absent_members_mean_no_limit()
    {
        var made = await house.Admin.SendReplyAsync("POST", Keys, """{"name":"free"}""");

        Assert.Equal((null, null, null, null), (made.At("allowed_models"), made.At("requests_per_minute"), made.At("max_concurrent_calls"), made.At("expires_at")));
    }

    [Fact]
    public async Task Every_mistake_is_named_at_once()
    {
        var refused = await house.Admin.SendReplyAsync("POST", Keys,
            """{"name":"","allowed_models":["chat",1,""],"requests_per_minute":0,"max_concurrent_calls":"2","expires_at":"2001-01-01","is_admin":true}""");

        Assert.Equal((422, "application/problem+json", "invalid_input"), (refused.Status, refused.ContentType, refused.At("code")));
        var paths = refused.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()!).Order().ToArray();
        Assert.Equal(["allowed_models.1", "allowed_models.2", "expires_at", "is_admin", "max_concurrent_calls", "name", "requests_per_minute"], paths);
    }

    [Theory]
    [InlineData("{}", 422)]
    [InlineData("[]", 400)]
    [InlineData("", 400)]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}", 400)]
    [InlineData("{\"name\":\"a\",\"n\\u0061me\":\"b\"}", 400)]
    [InlineData("{\"name\":\"\\ud800\"}", 400)]
    [InlineData("{\"\\ud800\":1,\"name\":\"a\"}", 400)]
    [InlineData("{\"name\":\"a\\u0000b\"}", 422)]
    [InlineData("{\"name\":{\"a\":[]}}", 422)]
    [InlineData("{\"name\":\"a\",\"requests_per_minute\":1e99}", 422)]
    [InlineData("{\"name\":\"a\",\"requests_per_minute\":1.5}", 422)]
    [InlineData("{\"name\":\"a\",\"expires_at\":\"tomorrow\"}", 422)]
    [InlineData("{\"name\":\"a\"} {}", 400)]
    public async Task A_bad_body_is_refused(string body, int status)
    {
        var refused = await house.Admin.SendReplyAsync("POST", Keys, body);

        Assert.Equal((status, "application/problem+json"), (refused.Status, refused.ContentType));
        Assert.NotEmpty(refused.At("detail")!);
    }

    [Fact]
    public async Task Only_the_admin_may_and_nobody_without_a_key()
    {
        var (id, client) = await house.KeyAsync();
        foreach (var (verb, path) in new[] { ("GET", Keys), ("POST", Keys), ("GET", $"{Keys}/{id}"), ("PUT", $"{Keys}/{id}"), ("PATCH", $"{Keys}/{id}"), ("DELETE", $"{Keys}/{id}"), ("POST", $"{Keys}/{id}/rotate") })
        {
            var forbidden = await client.SendReplyAsync(verb, path, """{"name":"mine"}""");
            var unknown = await house.Penstock.NewClient(null).SendReplyAsync(verb, path, """{"name":"mine"}""");

            Assert.Equal((403, "application/problem+json", "permission_denied"), (forbidden.Status, forbidden.ContentType, forbidden.At("code")));
            Assert.Equal((401, "application/problem+json", "Bearer realm=\"penstock\""), (unknown.Status, unknown.ContentType, unknown.Header("www-authenticate")));
        }

        Assert.Equal("a test", (await house.Admin.GetReplyAsync($"{Keys}/{id}")).At("name"));
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("PUT", "")]
    [InlineData("PATCH", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/rotate")]
    public async Task A_key_that_there_is_not_is_404_and_so_is_the_admins(string verb, string action)
    {
        foreach (var id in new[] { "key_none", "key_admin", "%2e%2e", "a%2Fb" })
        {
            var missing = await house.Admin.SendReplyAsync(verb, $"{Keys}/{id}{action}", """{"name":"x"}""");

            Assert.Equal((404, "application/problem+json"), (missing.Status, missing.ContentType));
        }
    }

    [Fact]
    public async Task Put_replaces_the_whole_and_patch_only_what_it_names()
    {
        var (id, _) = await house.SecretAsync("""
            "requests_per_minute":5,"allowed_models":["chat"]
            """);

        var patched = await house.Admin.SendReplyAsync("PATCH", $"{Keys}/{id}", """{"requests_per_minute":null,"max_concurrent_calls":2}""", ("Content-Type", "application/merge-patch+json"));
        var replaced = await house.Admin.SendReplyAsync("PUT", $"{Keys}/{id}", """{"name":"new"}""");
        var nameless = await house.Admin.SendReplyAsync("PUT", $"{Keys}/{id}", "{}");

        Assert.Equal((200, "\"2\"", "a test", "chat", null, "2"), (patched.Status, patched.Header("etag"), patched.At("name"), patched.At("allowed_models.0"), patched.At("requests_per_minute"), patched.At("max_concurrent_calls")));
        Assert.Equal((200, "\"3\"", "new", null, null), (replaced.Status, replaced.Header("etag"), replaced.At("name"), replaced.At("allowed_models"), replaced.At("max_concurrent_calls")));
        Assert.Equal((422, "name"), (nameless.Status, nameless.At("errors.0.path")));
    }

    [Fact]
    public async Task A_change_of_what_was_changed_meanwhile_is_412()
    {
        var (id, _) = await house.SecretAsync();
        var first = await house.Admin.SendReplyAsync("PATCH", $"{Keys}/{id}", """{"name":"one"}""", ("If-Match", "\"1\""));
        Assert.Equal(200, first.Status);

        foreach (var (verb, path) in new[] { ("PATCH", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/rotate") })
        {
            var late = await house.Admin.SendReplyAsync(verb, $"{Keys}/{id}{path}", """{"name":"two"}""", ("If-Match", "\"1\""));
            Assert.Equal((412, "application/problem+json", "precondition_failed"), (late.Status, late.ContentType, late.At("code")));
        }

        Assert.Equal("one", (await house.Admin.GetReplyAsync($"{Keys}/{id}")).At("name"));
        Assert.Equal(200, (await house.Admin.SendReplyAsync("PATCH", $"{Keys}/{id}", """{"name":"three"}""", ("If-Match", "\"9\", \"2\""))).Status);
        Assert.Equal(200, (await house.Admin.SendReplyAsync("PATCH", $"{Keys}/{id}", """{"name":"four"}""", ("If-Match", "*"))).Status);
    }

    [Fact]
    public async Task Of_changes_in_the_same_moment_one_wins_and_the_others_hear_of_it()
    {
        var (id, _) = await house.SecretAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => house.Admin.SendReplyAsync("PATCH", $"{Keys}/{id}", $$"""{"name":"n{{i}}"}""", ("If-Match", "\"1\""))));

        Assert.Single(replies, reply => reply.Status == 200);
        Assert.All(replies, reply => Assert.Contains(reply.Status, new[] { 200, 409, 412 }));
    }

    [Fact]
    public async Task A_rotated_key_stops_at_once_and_the_new_one_goes_on()
    {
        var (id, old) = await house.SecretAsync();

        var rotated = await house.Admin.SendReplyAsync("POST", $"{Keys}/{id}/rotate", (byte[]?)null);

        Assert.Equal((200, id, "no-store"), (rotated.Status, rotated.At("id"), rotated.Header("cache-control")));
        Assert.NotEqual(old, rotated.At("key"));
        Assert.StartsWith(rotated.At("prefix")!, rotated.At("key"), StringComparison.Ordinal);
        Assert.Equal(401, (await house.Penstock.NewClient(old).SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"))).Status);
        Assert.Equal(200, (await house.Penstock.NewClient(rotated.At("key")).SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"))).Status);
    }

    [Fact]
    public async Task A_key_that_could_not_be_shown_is_not_made_and_not_rotated()
    {
        var (id, client) = await house.KeyAsync();

        var made = await house.Admin.SendReplyAsync("POST", Keys, """{"name":"never shown"}""", ("Accept", "text/html"));
        var rotated = await house.Admin.SendReplyAsync("POST", $"{Keys}/{id}/rotate", (byte[]?)null, ("Accept", "text/html"));

        Assert.Equal((406, 406), (made.Status, rotated.Status));
        Assert.Empty((await house.Admin.GetReplyAsync(Keys + "?name=never%20shown")).Json.GetProperty("data").EnumerateArray());
        Assert.Equal(200, (await client.GetReplyAsync("v1/models")).Status);
    }

    [Fact]
    public async Task A_revoked_key_stops_at_once_and_stays_on_record()
    {
        var (id, client) = await house.KeyAsync();
        Assert.Equal(200, (await client.GetReplyAsync("v1/models")).Status);

        var revoked = await house.Admin.SendReplyAsync("DELETE", $"{Keys}/{id}", (byte[]?)null);

        Assert.Equal((204, 0), (revoked.Status, revoked.Bytes.Length));
        var refused = await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"));
        Assert.Equal((401, "invalid_api_key"), (refused.Status, refused.At("error.code")));
        Assert.Equal(401, (await client.GetReplyAsync("models")).Status);
        Assert.Equal("revoked", (await house.Admin.GetReplyAsync($"{Keys}/{id}")).At("state"));
        Assert.Equal(204, (await house.Admin.SendReplyAsync("DELETE", $"{Keys}/{id}", (byte[]?)null)).Status);
        Assert.Equal(409, (await house.Admin.SendReplyAsync("PATCH", $"{Keys}/{id}", """{"name":"again"}""")).Status);
        Assert.Equal(409, (await house.Admin.SendReplyAsync("POST", $"{Keys}/{id}/rotate", (byte[]?)null)).Status);
    }

    [Fact]
    public async Task A_running_stream_of_a_revoked_key_ends_within_a_moment_and_the_ledger_says_cut()
    {
        var (id, client) = await house.KeyAsync();
        using var stream = await RunningStream.StartAsync(client, "endless");
        var atProvider = await house.Upstream.WaitForRequestAsync(request => request.Exchange == "synthetic:stream:5000:200:20" && request.DisconnectedAt is null);

        Assert.Equal(204, (await house.Admin.SendReplyAsync("DELETE", $"{Keys}/{id}", (byte[]?)null)).Status);
        var (rest, clean) = await stream.ReadToEndAsync(TimeSpan.FromSeconds(5));

        Assert.False(clean);
        Assert.DoesNotContain("[DONE]", rest, StringComparison.Ordinal);
        var last = JsonElement.Parse(rest.Split('\n').Last(line => line.StartsWith("data: ", StringComparison.Ordinal))[6..]);
        Assert.Equal("invalid_api_key", last.GetProperty("error").GetProperty("code").GetString());
        var record = await house.RecordAsync(stream.CallId);
        Assert.Equal(("cut", "unauthenticated", "True", id), (record.At("end"), record.At("error_kind"), record.At("stream"), record.At("key_id")));
        await house.Upstream.WaitForDisconnectAsync(atProvider, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_key_stops_when_it_expires()
    {
        var soon = DateTimeOffset.UtcNow.AddSeconds(3).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var (id, client) = await house.KeyAsync($"\"expires_at\":\"{soon}\"");
        Assert.Equal("active", (await house.Admin.GetReplyAsync($"{Keys}/{id}")).At("state"));

        await Eventually.TrueAsync(async () => (await client.GetReplyAsync("v1/models")).Status == 401, "the key expires");

        Assert.Equal("expired", (await house.Admin.GetReplyAsync($"{Keys}/{id}")).At("state"));
        var refused = await client.SendReplyAsync("POST", "models/hello/invoke", """{"who":"x"}""");
        Assert.Equal((401, "invalid_api_key"), (refused.Status, refused.At("code")));
        Assert.Contains("expired", refused.At("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_sees_and_calls_only_the_models_it_may()
    {
        var (_, client) = await house.KeyAsync("\"allowed_models\":[\"hello\",\"meta-llama/*\"]");

        string[] openAi = [.. (await client.GetReplyAsync("v1/models")).Json.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()!)];
        string[] own = [.. (await client.GetReplyAsync("models")).Json.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("model_id").GetString()!)];
        var denied = await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"));
        var deniedInvoke = await client.SendReplyAsync("POST", "models/team/greet:v1.0/invoke/invoke", """{"who":"x"}""");
        var misspelt = await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("meta-llama/Llama-3.1-8C"));

        Assert.Equal(["hello", HouseFixture.Slashed], openAi);
        Assert.Equal(openAi, own);
        Assert.Equal((403, "permission_denied"), (denied.Status, denied.At("error.code")));
        Assert.Equal((403, "permission_denied"), (deniedInvoke.Status, deniedInvoke.At("code")));
        Assert.Equal(404, (await client.GetReplyAsync("v1/models/chat")).Status);
        Assert.Equal(404, (await client.GetReplyAsync("models/chat")).Status);
        Assert.Equal(404, misspelt.Status);
        Assert.Contains(HouseFixture.Slashed, misspelt.At("error.message"), StringComparison.Ordinal);
        Assert.Equal(200, (await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat(HouseFixture.Slashed))).Status);
    }

    [Fact]
    public async Task More_calls_a_minute_than_allowed_get_429_with_Retry_After()
    {
        var (_, client) = await house.KeyAsync("\"requests_per_minute\":2");

        var replies = new List<Reply>();
        for (var i = 0; i < 3; i++)
        {
            replies.Add(await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat")));
        }

        Assert.Equal([200, 200, 429], replies.Select(reply => reply.Status));
        Assert.Equal("requests_per_minute", replies[2].At("error.code"));
        Assert.InRange(int.Parse(replies[2].Header("retry-after")!, System.Globalization.CultureInfo.InvariantCulture), 1, 61);
        var invoked = await client.SendReplyAsync("POST", "models/hello/invoke", """{"who":"x"}""");
        Assert.Equal((429, "application/problem+json", "requests_per_minute"), (invoked.Status, invoked.ContentType, invoked.At("code")));
        Assert.NotNull(invoked.Header("retry-after"));
    }

    [Fact]
    public async Task More_calls_at_once_than_allowed_get_429_until_one_ends()
    {
        var (_, client) = await house.KeyAsync("\"max_concurrent_calls\":1");
        using (await RunningStream.StartAsync(client, "endless"))
        {
            var refused = await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"));
            Assert.Equal((429, "max_concurrent_calls", "1"), (refused.Status, refused.At("error.code"), refused.Header("retry-after")));
        }

        await Eventually.TrueAsync(async () => (await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"))).Status == 200, "the place is free again");
    }
}
