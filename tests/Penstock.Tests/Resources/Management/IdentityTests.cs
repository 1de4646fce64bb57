using Penstock.Domain.Access;
using Xunit;

namespace Penstock.Tests.Resources.Management;

/// <summary>Users, service accounts, roles and keys together, over HTTP.</summary>
public sealed class IdentityTests(HouseFixture house) : IClassFixture<HouseFixture>
{
    [Fact]
    public async Task A_user_is_made_and_its_key_may_what_its_roles_give_at_once()
    {
        await MakeAsync("users", """{"id":"u1","name":"Ada","email":"u1@example.com","roles":["viewer"]}""");
        var client = await KeyAsync("""{"user":"u1"}""");

        Assert.Equal((200, 403), (await Status(client, "GET", "api/v1/teams"), await Status(client, "GET", "api/v1/users")));
        Assert.Equal(403, (await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"))).Status);
        Assert.Equal(200, await Status(house.Admin, "PATCH", "api/v1/users/u1", """{"roles":["auditor","developer"]}"""));
        Assert.Equal((200, 200), (await Status(client, "GET", "api/v1/teams"), await Status(client, "GET", "api/v1/users")));
        Assert.Equal(200, (await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"))).Status);
    }

    [Fact]
    public async Task Every_mistake_of_a_user_is_named_with_its_fix()
    {
        await MakeAsync("users", """{"id":"u2","email":"taken@example.com"}""");

        var wrong = await house.Admin.SendReplyAsync("POST", "api/v1/users", """{"id":"u3","email":"nobody","active":"perhaps","role":["x"]}""");
        var unknown = await house.Admin.SendReplyAsync("POST", "api/v1/users", """{"id":"u3","email":"Taken@Example.com","roles":["king"],"teams":{"nowhere":["queen"]}}""");

        Assert.Equal((422, 422), (wrong.Status, unknown.Status));
        Assert.Equal(["active", "email", "role"], Paths(wrong));
        Assert.Equal(["email", "roles", "teams.nowhere", "teams.nowhere"], Paths(unknown));
        Assert.Contains("Built in are admin, platform-operator", unknown.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complaint_G27_keys_survive_their_owner_a_deactivated_users_keys_stop_at_once_and_so_does_what_runs()
    {
        await MakeAsync("users", """{"id":"leaver","roles":["developer"]}""");
        var client = await KeyAsync("""{"user":"leaver"}""");
        using var stream = await RunningStream.StartAsync(client, "endless");

        Assert.Equal(200, await Status(house.Admin, "PATCH", "api/v1/users/leaver", """{"active":false}"""));

        var refused = await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"));
        Assert.Equal((401, "owner_deactivated"), (refused.Status, refused.At("error.code")));
        Assert.Equal(401, await Status(client, "GET", "api/v1/keys"));
        Assert.False((await stream.ReadToEndAsync(TimeSpan.FromSeconds(20))).Clean);
        Assert.Equal(200, await Status(house.Admin, "PATCH", "api/v1/users/leaver", """{"active":true}"""));
        Assert.Equal(200, (await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"))).Status);
    }

    [Fact]
    public async Task What_is_in_use_is_not_deleted_and_the_answer_says_by_whom()
    {
        await MakeAsync("teams", """{"id":"used"}""");
        await MakeAsync("teams", """{"id":"below","parent":"used"}""");
        await MakeAsync("roles", """{"id":"used-role","permissions":["models:read"]}""");
        await MakeAsync("users", """{"id":"user-of","teams":{"used":["used-role"]}}""");
        await MakeAsync("service-accounts", """{"id":"sa-of","roles":"used-role"}""");
        await KeyAsync("""{"team":"used"}""");
        var owned = await house.Admin.SendReplyAsync("POST", "api/v1/keys", """{"name":"x","owner":{"user":"user-of"}}""");

        var team = await house.Admin.SendReplyAsync("DELETE", "api/v1/teams/used", (byte[]?)null);
        var role = await house.Admin.SendReplyAsync("DELETE", "api/v1/roles/used-role", (byte[]?)null);
        var user = await house.Admin.SendReplyAsync("DELETE", "api/v1/users/user-of", (byte[]?)null);

        Assert.Equal((409, 409, 409), (team.Status, role.Status, user.Status));
        Assert.All(["team 'below'", "user 'user-of'", "key 'key_"], name => Assert.Contains(name, team.At("detail"), StringComparison.Ordinal));
        Assert.All(["user 'user-of'", "service account 'sa-of'"], name => Assert.Contains(name, role.At("detail"), StringComparison.Ordinal));
        Assert.Contains($"key '{owned.At("id")}'", user.At("detail"), StringComparison.Ordinal);
        Assert.Equal(204, await Status(house.Admin, "DELETE", $"api/v1/keys/{owned.At("id")}"));
        Assert.Equal(204, await Status(house.Admin, "DELETE", "api/v1/users/user-of"));
    }

    [Fact]
    public async Task Complaint_G27_privileged_defaults_what_is_made_without_roles_may_nothing_but_what_is_said()
    {
        await MakeAsync("users", """{"id":"plain"}""");
        await MakeAsync("service-accounts", """{"id":"plain-sa"}""");
        foreach (var owner in new[] { """{"user":"plain"}""", """{"service_account":"plain-sa"}""" })
        {
            var client = await KeyAsync(owner);
            Assert.Equal(403, (await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"))).Status);
            Assert.Equal(403, await Status(client, "GET", "api/v1/keys"));
        }
    }

    [Fact]
    public async Task Complaint_G_role_escalation_nobody_gives_himself_or_others_what_he_has_not()
    {
        await MakeAsync("teams", """{"id":"esc"}""");
        await MakeAsync("users", """{"id":"boss","roles":["admin"]}""");
        await MakeAsync("roles", """{"id":"hr","permissions":["users:read","users:write","roles:read","roles:write","keys:write","keys:read","calls:make","usage:read","own_usage:read"]}""");
        await MakeAsync("users", """{"id":"clerk","roles":["hr"]}""");
        await MakeAsync("users", """{"id":"lead","teams":{"esc":["team-admin"]}}""");
        var clerk = await KeyAsync("""{"user":"clerk"}""");
        var lead = await KeyAsync("""{"user":"lead"}""");

        // A higher role, for himself or another; a role of more than he has; an administrator's account; an administrator's key.
        foreach (var (verb, path, body) in new[]
        {
            ("PATCH", "users/clerk", """{"roles":["admin"]}"""),
            ("POST", "users", """{"roles":["admin"]}"""),
            ("POST", "service-accounts", """{"roles":["platform-operator"]}"""),
            ("POST", "users", """{"logins":[{"issuer":"corp","subject":"me","roles":["admin"]}]}"""),
            ("POST", "roles", """{"permissions":["secrets:write"]}"""),
            ("PATCH", "roles/hr", """{"permissions":["users:write","audit:read"]}"""),
            ("PATCH", "users/boss", """{"logins":[{"issuer":"corp","subject":"me"}]}"""),
            ("DELETE", "users/boss", ""),
            ("POST", "keys", """{"name":"mine now","owner":{"user":"boss"}}"""),
        })
        {
            Assert.Equal((403, path), (await Status(clerk, verb, "api/v1/" + path, body.Length == 0 ? null : body), path));
        }

        foreach (var (path, body) in new[]
        {
            ("users", """{"roles":["developer"]}"""),
            ("users", """{"teams":{"esc":["admin"]}}"""),
            ("users", """{"teams":{"esc":[],"outer":[]}}"""),
            ("keys", """{"name":"mine now","owner":{"user":"boss"}}"""),
            ("keys", """{"name":"nobody's","owner":{"user":"nobody"}}"""),
            ("keys", """{"name":"free of limits","owner":{"team":"esc"},"tags":{"tier":"gold"}}"""),
        })
        {
            Assert.Contains(await Status(lead, "POST", "api/v1/" + path, body), new[] { 403, 422 });
        }

        Assert.Equal(201, await Status(lead, "POST", "api/v1/users", """{"teams":{"esc":["developer"]}}"""));
        Assert.Equal(201, await Status(lead, "POST", "api/v1/keys", """{"name":"the team's","owner":{"team":"esc"}}"""));
        Assert.Equal(201, await Status(clerk, "POST", "api/v1/users", """{"roles":["hr"]}"""));
    }

    [Fact]
    public async Task Built_in_roles_are_shown_and_cannot_be_changed()
    {
        var all = (await house.Admin.GetReplyAsync("api/v1/roles")).Json.GetProperty("data").EnumerateArray().Select(role => role.GetProperty("id").GetString()).ToArray();
        Assert.All(BuiltInRoles.All, role => Assert.Contains(role.Id, all));

        Assert.Equal(409, await Status(house.Admin, "PATCH", "api/v1/roles/viewer", """{"permissions":["audit:read"]}"""));
        Assert.Equal(409, await Status(house.Admin, "DELETE", "api/v1/roles/viewer"));
        Assert.Equal(409, await Status(house.Admin, "POST", "api/v1/roles", """{"id":"admin","permissions":["audit:read"]}"""));
    }

    private static string[] Paths(Reply reply) => [.. reply.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()!).Order()];

    private static async Task<int> Status(HttpClient client, string verb, string path, string? body = null) =>
        (body is null ? await client.SendReplyAsync(verb, path, (byte[]?)null) : await client.SendReplyAsync(verb, path, body)).Status;

    private async Task MakeAsync(string kind, string body)
    {
        var made = await house.Admin.SendReplyAsync("POST", "api/v1/" + kind, body);
        Assert.True(made.Status == 201, made.Text);
    }

    private async Task<HttpClient> KeyAsync(string owner)
    {
        var made = await house.Admin.SendReplyAsync("POST", "api/v1/keys", $$"""{"name":"a test","owner":{{owner}}}""");
        Assert.True(made.Status == 201, made.Text);
        return house.Penstock.NewClient(made.At("key"));
    }
}
