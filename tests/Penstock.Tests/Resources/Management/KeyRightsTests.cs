using Xunit;

namespace Penstock.Tests.Resources.Management;

/// <summary>Keys with owners, over HTTP: who may have which, and what one may change of one's own.</summary>
public sealed class KeyRightsTests(HouseFixture house) : IClassFixture<HouseFixture>
{
    [Fact]
    public async Task A_developer_has_keys_of_its_own_and_sees_no_others()
    {
        var (_, dev) = await OwnerAsync("dev1", """{"roles":["developer"]}""");
        var (foreign, _) = await house.KeyAsync();

        var made = await dev.SendReplyAsync("POST", "api/v1/keys", """{"name":"mine"}""");

        Assert.Equal((201, "dev1"), (made.Status, made.At("owner.user")));
        Assert.Equal(2, (await dev.GetReplyAsync("api/v1/keys")).Json.GetProperty("data").GetArrayLength());
        Assert.Equal(404, (await dev.GetReplyAsync($"api/v1/keys/{foreign}")).Status);
        Assert.Equal(404, (await dev.SendReplyAsync("DELETE", $"api/v1/keys/{foreign}", (byte[]?)null)).Status);
        Assert.Equal(403, (await dev.SendReplyAsync("POST", "api/v1/keys", """{"name":"x","owner":{"user":"dev2"}}""")).Status);
        Assert.Equal(200, (await dev.SendReplyAsync("POST", $"api/v1/keys/{made.At("id")}/rotate", (byte[]?)null)).Status);
        Assert.Equal(204, (await dev.SendReplyAsync("DELETE", $"api/v1/keys/{made.At("id")}", (byte[]?)null)).Status);
    }

    [Fact]
    public async Task Nobody_takes_limits_off_his_own_keys()
    {
        var (id, dev) = await OwnerAsync("dev3", """{"roles":["developer"]}""",
            ""","requests_per_minute":500,"max_concurrent_calls":5,"allowed_models":["chat"],"allowed_networks":["127.0.0.0/8"],"tags":{"tier":"low"},"expires_at":"2090-01-01T00:00:00Z" """);
        foreach (var wider in new[]
        {
            """{"requests_per_minute":null}""", """{"requests_per_minute":501}""", """{"max_concurrent_calls":null}""", """{"allowed_models":null}""", """{"allowed_models":["*"]}""",
            """{"allowed_models":["chat","short"]}""", """{"allowed_networks":null}""", """{"allowed_networks":["0.0.0.0/0"]}""", """{"tags":{}}""", """{"tags":{"tier":"high"}}""",
            """{"client_tags":["*"]}""", """{"expires_at":null}""", """{"expires_at":"2091-01-01T00:00:00Z"}""",
        })
        {
            var name = "\"name\":\"more\",";
            Assert.Equal((403, wider), ((await dev.SendReplyAsync("PATCH", $"api/v1/keys/{id}", wider)).Status, wider));
            Assert.Equal((wider.Contains("null", StringComparison.Ordinal) || wider.Contains("{}", StringComparison.Ordinal) ? 201 : 403, wider),
                ((await dev.SendReplyAsync("POST", "api/v1/keys", wider.Insert(1, name))).Status, wider));
        }

        // What a new key does not say, it has of the key that makes it.
        var made = await dev.SendReplyAsync("POST", "api/v1/keys", """{"name":"another","allowed_networks":["127.0.0.1"]}""");
        Assert.Equal((201, "500", "5", "chat", "127.0.0.1/32", "low"), (made.Status, made.At("requests_per_minute"), made.At("max_concurrent_calls"), made.At("allowed_models.0"), made.At("allowed_networks.0"), made.At("tags.tier")));
        Assert.Equal(200, (await dev.SendReplyAsync("PATCH", $"api/v1/keys/{id}", """{"name":"mine","allowed_networks":["127.0.0.1"]}""")).Status);
    }

    [Fact]
    public async Task A_narrow_key_makes_no_wider_one()
    {
        var (_, narrow) = await OwnerAsync("narrow", """{"roles":["admin"]}""", ""","permissions":["own_keys:write","calls:make"]""");

        Assert.Equal(403, (await narrow.GetReplyAsync("api/v1/users")).Status);
        Assert.Equal(403, (await narrow.SendReplyAsync("POST", "api/v1/keys", """{"name":"all"}""")).Status);
        Assert.Equal(403, (await narrow.SendReplyAsync("POST", "api/v1/keys", """{"name":"all","permissions":["users:read"]}""")).Status);
        Assert.Equal(201, (await narrow.SendReplyAsync("POST", "api/v1/keys", """{"name":"less","permissions":["calls:make"]}""")).Status);
    }

    [Fact]
    public async Task A_rotated_key_overlaps_as_long_as_is_said()
    {
        var (id, old) = await house.SecretAsync();

        var rotated = await house.Admin.SendReplyAsync("POST", $"api/v1/keys/{id}/rotate", """{"overlap_seconds":3600}""");

        Assert.Equal(200, rotated.Status);
        Assert.NotNull(rotated.At("previous_until"));
        Assert.Equal((200, 200), ((await house.Penstock.NewClient(old).GetReplyAsync("v1/models")).Status, (await house.Penstock.NewClient(rotated.At("key")).GetReplyAsync("v1/models")).Status));
        var again = await house.Admin.SendReplyAsync("POST", $"api/v1/keys/{id}/rotate", (byte[]?)null);
        Assert.Equal((401, 401), ((await house.Penstock.NewClient(old).GetReplyAsync("v1/models")).Status, (await house.Penstock.NewClient(rotated.At("key")).GetReplyAsync("v1/models")).Status));
        Assert.Null(again.At("previous_until"));
        foreach (var wrong in new[] { """{"overlap_seconds":-1}""", """{"overlap_seconds":2592001}""", """{"overlap_seconds":"1h"}""", """{"overlap":1}""" })
        {
            Assert.Equal(422, (await house.Admin.SendReplyAsync("POST", $"api/v1/keys/{id}/rotate", wrong)).Status);
        }
    }

    [Fact]
    public async Task A_key_bound_to_networks_is_refused_from_elsewhere_whatever_the_client_claims()
    {
        var (_, here) = await house.SecretAsync("\"allowed_networks\":[\"127.0.0.1\"]");
        var (_, elsewhere) = await house.SecretAsync("\"allowed_networks\":[\"192.0.2.0/24\"]");

        Assert.Equal(200, (await house.Penstock.NewClient(here).GetReplyAsync("v1/models")).Status);
        var refused = await house.Penstock.NewClient(elsewhere).SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"));
        Assert.Equal((403, "network_not_allowed"), (refused.Status, refused.At("error.code")));
        Assert.Equal(403, (await house.Penstock.NewClient(elsewhere).GetReplyAsync("v1/models", ("X-Forwarded-For", "192.0.2.1"))).Status);
    }

    [Fact]
    public async Task Every_mistake_of_the_new_members_is_named()
    {
        var wrong = await house.Admin.SendReplyAsync("POST", "api/v1/keys",
            """{"name":"x","owner":{"user":"a","team":"b"},"permissions":["fly"],"allowed_networks":["10.0.0.1/8","everywhere"],"tags":{"a=b":"c","d":1},"client_tags":["",7]}""");
        var nobody = await house.Admin.SendReplyAsync("POST", "api/v1/keys", """{"name":"x","owner":{"team":"nobodys"}}""");

        Assert.Equal(422, wrong.Status);
        Assert.Equal(
            ["allowed_networks.0", "allowed_networks.1", "client_tags.0", "client_tags.1", "owner", "permissions.0", "tags.a=b", "tags.d"],
            wrong.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal((422, "owner"), (nobody.Status, nobody.At("errors.0.path")));
    }

    [Fact]
    public async Task The_owner_of_a_key_stays()
    {
        var (id, _) = await OwnerAsync("stays", """{"roles":["developer"]}""");

        var changed = await house.Admin.SendReplyAsync("PATCH", $"api/v1/keys/{id}", """{"owner":{"user":"else"}}""");
        Assert.Equal((422, "owner"), (changed.Status, changed.At("errors.0.path")));
        Assert.Equal("stays", (await house.Admin.SendReplyAsync("PUT", $"api/v1/keys/{id}", """{"name":"renamed"}""")).At("owner.user"));
    }

    [Fact]
    public async Task The_last_use_of_a_key_is_seen()
    {
        var (id, client) = await house.KeyAsync();
        Assert.Null((await house.Admin.GetReplyAsync($"api/v1/keys/{id}")).At("last_used_at"));

        await client.GetReplyAsync("v1/models");

        Assert.NotNull((await house.Admin.GetReplyAsync($"api/v1/keys/{id}")).At("last_used_at"));
    }

    [Fact]
    public async Task Complaint_G27_a_masked_key_cannot_be_written_over_the_real_one()
    {
        var (id, secret) = await house.SecretAsync();
        var shown = await house.Admin.GetReplyAsync($"api/v1/keys/{id}");

        Assert.Equal(422, (await house.Admin.SendReplyAsync("PATCH", $"api/v1/keys/{id}", $$"""{"key":"{{shown.At("prefix")}}****"}""")).Status);
        Assert.Equal(422, (await house.Admin.SendReplyAsync("PUT", $"api/v1/keys/{id}", shown.Text)).Status);
        Assert.Equal(200, (await house.Penstock.NewClient(secret).GetReplyAsync("v1/models")).Status);
    }

    [Fact]
    public async Task Complaint_G25_two_keys_that_begin_alike_are_two_and_a_hash_is_no_key()
    {
        var (id, secret) = await house.SecretAsync();
        var stored = house.Penstock.Services.GetService(typeof(Penstock.Pipeline.Authenticate.KeyRegistry)) is Penstock.Pipeline.Authenticate.KeyRegistry keys ? keys.Find(id)! : null!;

        // The cache key of JWTs was their first 20 characters; unsalted hashes were taken for the key itself.
        Assert.Equal(401, (await house.Penstock.NewClient(secret[..^1] + (secret[^1] == 'a' ? 'b' : 'a')).GetReplyAsync("v1/models")).Status);
        Assert.Equal(401, (await house.Penstock.NewClient(stored.Hash).GetReplyAsync("v1/models")).Status);
        Assert.Equal(401, (await house.Penstock.NewClient("' or 1=1 --").GetReplyAsync("v1/models")).Status);
        Assert.NotEqual(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret))), stored.Hash);
    }

    private async Task<(string KeyId, HttpClient Client)> OwnerAsync(string id, string user, string members = "")
    {
        Assert.Equal(201, (await house.Admin.SendReplyAsync("POST", "api/v1/users", user.Insert(1, $"\"id\":\"{id}\","))).Status);
        var made = await house.Admin.SendReplyAsync("POST", "api/v1/keys", $$"""{"name":"{{id}}","owner":{"user":"{{id}}"}{{members}}}""");
        Assert.True(made.Status == 201, made.Text);
        return (made.At("id")!, house.Penstock.NewClient(made.At("key")));
    }
}
