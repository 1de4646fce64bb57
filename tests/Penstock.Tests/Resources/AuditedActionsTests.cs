using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Audit;
using Penstock.Domain.Access;
using Penstock.Resources;
using Xunit;

namespace Penstock.Tests.Resources;

public sealed class AuditedActionsTests
{
    private static readonly Actor Ada = new("user_ada");
    private readonly ManualTime _time = new();
    private readonly InMemoryAuditTrail _trail = new();
    private readonly AuditedActions _actions;

    public AuditedActionsTests() => _actions = new AuditedActions(_trail, _time, NullLogger<AuditedActions>.Instance);

    [Fact]
    public async Task Writes_what_was_done_to_what()
    {
        await _actions.DoneAsync(Ada, "log_level.change", "log_level", null, """{"level":"info"}""", """{"level":"debug"}""");

        var entry = Assert.Single(_trail.Entries);
        Assert.Equal(("user_ada", "log_level.change", "log_level", null, AuditOutcome.Done), (entry.Actor.Id, entry.Action, entry.Kind, entry.Id, entry.Outcome));
        Assert.Equal(("""{"level":"info"}""", """{"level":"debug"}""", _time.GetUtcNow()), (entry.Before, entry.After, entry.At));
    }

    [Fact]
    public async Task Writes_the_first_denials_of_a_minute_and_then_how_many_more_there_were()
    {
        for (var i = 0; i < 100; i++)
        {
            await DenyAsync();
        }

        Assert.Equal(60, _trail.Entries.Count);
        _time.Advance(TimeSpan.FromMinutes(1));
        await DenyAsync();
        await DenyAsync();

        Assert.Equal(62, _trail.Entries.Count);
        Assert.Equal(40, More(_trail.Entries[60]));
        Assert.Null(More(_trail.Entries[61]));
    }

    [Fact]
    public async Task A_denial_says_what_was_asked_for_and_which_permission_it_takes()
    {
        await DenyAsync();

        var entry = Assert.Single(_trail.Entries);
        Assert.Equal(("user_ada", "keys.delete", "keys", "key_1", AuditOutcome.Denied), (entry.Actor.Id, entry.Action, entry.Kind, entry.Id, entry.Outcome));
        Assert.Equal("""{"method":"DELETE","path":"/api/v1/keys/key_1","needs":"keys:write"}""", entry.After);
    }

    [Theory]
    [InlineData("/api/v1/audit-events/7", "audit_events")]
    [InlineData("/metrics", "metrics")]
    [InlineData("/", "server")]
    public void A_request_is_about_the_first_part_of_its_path(string path, string kind) => Assert.Equal(kind, AuditedActions.KindOf(Request("GET", path)));

    private Task DenyAsync()
    {
        var http = Request("DELETE", "/api/v1/keys/key_1");
        http.Request.RouteValues["id"] = "key_1";
        return _actions.DeniedAsync(http, Ada, "keys.delete", "keys:write");
    }

    private static DefaultHttpContext Request(string method, string path)
    {
        var http = new DefaultHttpContext();
        (http.Request.Method, http.Request.Path) = (method, path);
        return http;
    }

    private static long? More(AuditEntry entry) => JsonDocument.Parse(entry.After!).RootElement.TryGetProperty("more_denied", out var more) ? more.GetInt64() : null;
}
