using System.Net;
using Penstock.Audit;
using Penstock.Domain.Access;
using Xunit;

namespace Penstock.Tests.Gateways.Storage.Audit;

public sealed class AuditTrailTests : IAsyncLifetime
{
    private static readonly Actor _ada = new("user_ada", "key_1", IPAddress.Parse("10.0.0.7"), "curl/8");
    private static readonly DateTimeOffset _start = new(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);
    private StorageUnderTest _storage = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _storage = await StorageUnderTest.OpenAsync();

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    [Fact]
    public async Task Gives_back_what_was_appended_the_newest_first()
    {
        var denied = new AuditEntry(_ada, "budget.delete", "budget", "b1", _start) { Outcome = AuditOutcome.Denied };
        var made = new AuditEntry(new Actor("server"), "team.create", "team", "search", _start.AddSeconds(1)) { Before = null, After = """{"name":"Zoë 'x'; drop table calls"}""" };
        await _storage.Open.Audit.AppendAsync(denied, Ct);
        await _storage.Open.Audit.AppendAsync(made, Ct);

        var events = await _storage.Open.Audit.ListAsync(new AuditQuery(10), Ct);

        Assert.Equal([made, denied], events.Select(found => found.Entry));
        Assert.Equal([2, 1], events.Select(found => found.Place.Sequence));
        Assert.All(events, found => Assert.Equal(43, found.Hash.Length));
    }

    [Fact]
    public async Task Finds_by_everything_and_goes_on_behind_a_place()
    {
        for (var i = 0; i < 6; i++)
        {
            await _storage.Open.Audit.AppendAsync(new AuditEntry(new Actor($"user_{i % 2}"), i < 3 ? "team.create" : "budget.change", i < 3 ? "team" : "budget", $"{i}", _start.AddSeconds(i)), Ct);
        }

        Assert.Equal(["5", "3", "1"], await IdsAsync(new AuditQuery(10) { Actor = "user_1" }));
        Assert.Equal(["2", "1", "0"], await IdsAsync(new AuditQuery(10) { Kind = "team" }));
        Assert.Equal(["5", "4", "3"], await IdsAsync(new AuditQuery(10) { Action = "budget.*" }));
        Assert.Equal(["2", "1", "0"], await IdsAsync(new AuditQuery(10) { Action = "team.create" }));
        Assert.Equal(["4"], await IdsAsync(new AuditQuery(10) { Id = "4" }));
        Assert.Equal(["2", "1"], await IdsAsync(new AuditQuery(10) { From = _start.AddSeconds(1), To = _start.AddSeconds(3) }));
        Assert.Empty(await IdsAsync(new AuditQuery(10) { Outcome = AuditOutcome.Failed }));
        var first = await _storage.Open.Audit.ListAsync(new AuditQuery(4), Ct);
        Assert.Equal(["1", "0"], await IdsAsync(new AuditQuery(4) { After = first[^1].Place }));
    }

    [Fact]
    public async Task Holds_every_change_of_a_key_with_what_was_before_and_never_its_hash()
    {
        var key = new ApiKey { Id = "key_1", Name = "one", Prefix = "ps_abcde", Hash = new string('f', 64), CreatedAt = _start, UpdatedAt = _start };
        Assert.True(await _storage.Open.Keys.SaveAsync(key, "key.create", _ada, Ct));
        Assert.True(await _storage.Open.Keys.SaveAsync(key with { Name = "two", Version = 2 }, "key.change", _ada, Ct));
        Assert.False(await _storage.Open.Keys.SaveAsync(key with { Name = "three", Version = 2 }, "key.change", _ada, Ct));

        var events = await _storage.Open.Audit.ListAsync(new AuditQuery(10) { Kind = "key" }, Ct);

        Assert.Equal(["key.change", "key.create"], events.Select(found => found.Entry.Action));
        Assert.Contains("\"name\":\"one\"", events[0].Entry.Before, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"two\"", events[0].Entry.After, StringComparison.Ordinal);
        Assert.Null(events[1].Entry.Before);
        Assert.Equal(_ada, events[0].Entry.Actor);
        Assert.All(events, found => Assert.DoesNotContain(key.Hash, found.Entry.Before + found.Entry.After, StringComparison.Ordinal));
    }

    private async Task<IEnumerable<string?>> IdsAsync(AuditQuery query) => (await _storage.Open.Audit.ListAsync(query, Ct)).Select(found => found.Entry.Id);
}
