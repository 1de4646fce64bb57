using Xunit;

namespace Penstock.Tests.Resources.Management;

/// <summary>Complaints E20 and G27 of gateways.md, section 5: records that say success of what was none; management that anybody may do, and nobody can say who did.</summary>
public sealed class AuditResourceTests(HouseFixture house) : IClassFixture<HouseFixture>
{
    private const string Events = "api/v1/audit-events";

    [Fact]
    public async Task Shows_who_changed_what_from_where_and_never_a_secret()
    {
        var made = await house.Admin.SendReplyAsync("POST", "api/v1/keys", """{"name":"audited"}""");
        await house.Admin.SendReplyAsync("PATCH", "api/v1/keys/" + made.At("id"), """{"name":"renamed"}""");
        await house.Admin.SendReplyAsync("POST", $"api/v1/keys/{made.At("id")}/rotate", (byte[]?)null);

        var found = await house.Admin.GetReplyAsync($"{Events}?kind=key&target={made.At("id")}");

        Assert.Equal(("key.rotate", "key.change", "key.create"), (found.At("data.0.action"), found.At("data.1.action"), found.At("data.2.action")));
        Assert.Equal(3, found.Json.GetProperty("data").GetArrayLength());
        Assert.Equal(("audited", "renamed", "key_admin", "done"), (found.At("data.1.before.name"), found.At("data.1.after.name"), found.At("data.1.actor"), found.At("data.1.outcome")));
        Assert.DoesNotContain(made.At("key")!, found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Has_every_denial_of_management_with_what_was_needed()
    {
        var (id, client) = await house.KeyAsync();
        Assert.Equal(403, (await client.GetReplyAsync(Events)).Status);
        Assert.Equal(403, (await client.SendReplyAsync("PUT", "api/v1/logging", """{"level":"trace"}""")).Status);

        var found = await house.Admin.GetReplyAsync($"{Events}?actor={id}&outcome=denied");

        Assert.Equal("listAuditEvents", found.At("data.1.action"));
        Assert.Equal(("audit:read", "GET", "/api/v1/audit-events"), (found.At("data.1.after.needs"), found.At("data.1.after.method"), found.At("data.1.after.path")));
        Assert.Equal("/api/v1/logging", found.At("data.0.after.path"));
    }

    [Fact]
    public async Task Has_what_is_kept_in_no_database_too()
    {
        await house.Admin.SendReplyAsync("PUT", "api/v1/logging", """{"level":"debug"}""");
        await house.Admin.SendReplyAsync("PUT", "api/v1/logging", """{"level":"info"}""");

        var found = await house.Admin.GetReplyAsync(Events + "?action=log_level.*&limit=1");

        Assert.Equal(("log_level.change", "debug", "info"), (found.At("data.0.action"), found.At("data.0.before.level"), found.At("data.0.after.level")));
        Assert.NotNull(found.At("next_cursor"));
        var next = await house.Admin.GetReplyAsync($"{Events}?action=log_level.*&limit=1&cursor={found.At("next_cursor")}");
        Assert.Equal("debug", next.At("data.0.after.level"));
    }

    [Fact]
    public async Task Gives_a_signed_checkpoint_with_the_key_that_proves_it()
    {
        var taken = await house.Admin.SendReplyAsync("POST", "api/v1/audit-checkpoints", (byte[]?)null);

        Assert.StartsWith("penstock-audit v1 checkpoint node=", taken.At("checkpoint"), StringComparison.Ordinal);
        Assert.StartsWith("-----BEGIN PUBLIC KEY-----", taken.At("public_key"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("outcome=maybe", "outcome")]
    [InlineData("cursor=1.2", "cursor")]
    [InlineData("limit=0&from=x&colour=red", "colour,from,limit")]
    public async Task Names_every_wrong_parameter(string query, string names)
    {
        var refused = await house.Admin.GetReplyAsync($"{Events}?{query}");

        Assert.Equal((400, names), (refused.Status, string.Join(',', refused.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()!).Order())));
    }
}
