using Penstock.Domain.Access;
using Penstock.Pipeline;
using Penstock.Pipeline.Authenticate;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Authenticate;

public sealed class KeyRegistryTests
{
    private static readonly CancellationToken s_none = CancellationToken.None;
    private readonly ManualTime _time = new();
    private readonly InMemoryKeyStore _store = new();
    private readonly KeyHasher _hasher = new(new byte[32]);
    private readonly KeyRing _ring;
    private readonly RunningCalls _running = new();
    private readonly KeyRegistry _registry;

    public KeyRegistryTests()
    {
        _ring = new KeyRing(_hasher);
        _registry = new KeyRegistry(_store, _ring, _hasher, _running, _time);
    }

    [Fact]
    public async Task Makes_a_key_that_is_kept_only_as_its_hash()
    {
        var (key, secret) = await CreateAsync();

        Assert.Equal("test", key.Name);
        Assert.Equal(secret[..8], key.Prefix);
        Assert.Equal(_hasher.Hash(secret), key.Hash);
        Assert.DoesNotContain(secret, key.ToString(), StringComparison.Ordinal);
        Assert.Equal((1, _time.GetUtcNow(), _time.GetUtcNow()), (key.Version, key.CreatedAt, key.UpdatedAt));
        Assert.Equal([key], await _store.LoadAsync(s_none));
        Assert.Same(key, _ring.FindPresented(secret, out _));
        Assert.Same(key, _registry.Find(key.Id));
    }

    [Fact]
    public async Task Reads_what_was_stored()
    {
        var (key, secret) = await CreateAsync();
        var ring = new KeyRing(_hasher);
        var registry = new KeyRegistry(_store, ring, _hasher, _running, _time);

        Assert.Empty(registry.All);
        await registry.LoadAsync(s_none);

        Assert.Equal([key], registry.All);
        Assert.Equal(key, ring.FindPresented(secret, out _));
    }

    [Fact]
    public async Task Changes_a_key_unless_somebody_else_did_meanwhile()
    {
        var (key, secret) = await CreateAsync();
        _time.Advance(TimeSpan.FromMinutes(1));

        var changed = (await _registry.ChangeAsync(key, old => old with { Name = "mine" }, Actor.Server, s_none))!;
        var conflict = await _registry.ChangeAsync(key, old => old with { Name = "yours" }, Actor.Server, s_none);

        Assert.Null(conflict);
        Assert.Equal(("mine", 2, _time.GetUtcNow()), (changed.Name, changed.Version, changed.UpdatedAt));
        Assert.Same(changed, _registry.Find(key.Id));
        Assert.Same(changed, _ring.FindPresented(secret, out _));
        Assert.Equal([changed], await _store.LoadAsync(s_none));
    }

    [Fact]
    public async Task Lets_one_of_many_changes_at_once_win()
    {
        var (key, _) = await CreateAsync();

        var changes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => _registry.ChangeAsync(key, old => old with { Name = $"{i}" }, Actor.Server, s_none))));

        Assert.Same(Assert.Single(changes, change => change is not null), _registry.Find(key.Id));
    }

    [Fact]
    public async Task Rotates_a_key_whose_old_secret_stops_at_once()
    {
        var (key, old) = await CreateAsync();

        var (rotated, secret) = (await _registry.RotateAsync(key, TimeSpan.Zero, Actor.Server, s_none))!.Value;

        Assert.Null(_ring.FindPresented(old, out _));
        Assert.Same(rotated, _ring.FindPresented(secret, out _));
        Assert.Equal((key.Id, 2, secret[..8]), (rotated.Id, rotated.Version, rotated.Prefix));
        Assert.Null(await _registry.RotateAsync(key, TimeSpan.Zero, Actor.Server, s_none));
        Assert.Same(rotated, _ring.FindPresented(secret, out _));
    }

    [Fact]
    public async Task Rotates_a_key_whose_old_secret_is_good_for_a_while_and_the_one_before_no_more()
    {
        var (key, first) = await CreateAsync();
        var (once, second) = (await _registry.RotateAsync(key, TimeSpan.FromHours(1), Actor.Server, s_none))!.Value;

        Assert.Same(once, _ring.FindPresented(first, out var previous));
        Assert.True(previous);
        Assert.Same(once, _ring.FindPresented(second, out previous));
        Assert.False(previous);
        Assert.Equal(_time.GetUtcNow().AddHours(1), once.PreviousUntil);

        var (twice, _) = (await _registry.RotateAsync(once, TimeSpan.FromHours(1), Actor.Server, s_none))!.Value;
        Assert.Null(_ring.FindPresented(first, out _));
        Assert.Same(twice, _ring.FindPresented(second, out _));
        Assert.True(await _registry.RevokeAsync(twice, Actor.Server, s_none));
        Assert.Null(_ring.FindPresented(second, out _));
    }

    [Fact]
    public async Task Stops_the_calls_of_a_key_that_is_revoked_and_no_others()
    {
        var (key, secret) = await CreateAsync();
        using var mine = Given.Call(_time, id: "call_mine");
        using var other = Given.Call(_time, id: "call_other");
        using var unknown = Given.Call(_time, id: "call_unknown");
        mine.State.Caller = new Caller(key);
        other.State.Caller = new Caller(Given.Key("key_other"));
        foreach (var call in new[] { mine, other, unknown })
        {
            _running.Add(call);
        }

        Assert.True(await _registry.RevokeAsync(key, Actor.Server, s_none));

        Assert.Same(KeyRegistry.Revoked, mine.StopReason);
        Assert.Null(other.StopReason);
        Assert.Null(unknown.StopReason);
        Assert.Equal(_time.GetUtcNow(), _ring.FindPresented(secret, out _)!.RevokedAt);
        Assert.False(await _registry.RevokeAsync(key, Actor.Server, s_none));
    }

    [Fact]
    public async Task Refuses_a_call_whose_key_was_revoked_while_it_was_looked_up()
    {
        var (key, secret) = await CreateAsync();
        using var call = Given.Call(_time, Given.Head(credential: secret));
        var revoked = new KeyRing(_hasher);
        revoked.Put(key with { RevokedAt = _time.GetUtcNow() });

        // The authenticator saw the key as it was, the second look sees it as it is.
        var result = await new AuthenticateStage(Given.Authenticator(_ring, _time), revoked, new Identities(_running))
            .RunAsync(call, (_, _) => throw new InvalidOperationException(), s_none);

        Assert.Same(KeyRegistry.Revoked, Assert.IsType<Penstock.Domain.Calls.CallResult.Failed>(result).Error);
    }

    [Fact]
    public async Task Makes_an_admin_key_once()
    {
        var made = (await _registry.EnsureAdminAsync(null, s_none))!;

        Assert.True(_ring.FindPresented(made, out _)!.IsAdmin);
        Assert.Null(await _registry.EnsureAdminAsync(null, s_none));
        Assert.True(_ring.FindPresented(made, out _)!.IsAdmin);
        Assert.Empty(_registry.All);
        Assert.Null(_registry.Find(KeyRegistry.AdminId));
    }

    [Fact]
    public async Task Takes_the_admin_key_it_is_given_in_the_place_of_the_old()
    {
        var made = (await _registry.EnsureAdminAsync(null, s_none))!;

        Assert.Null(await _registry.EnsureAdminAsync("given", s_none));
        Assert.Null(_ring.FindPresented(made, out _));
        var admin = _ring.FindPresented("given", out _)!;
        Assert.Equal((true, 2, ""), (admin.IsAdmin, admin.Version, admin.Prefix));

        Assert.Null(await _registry.EnsureAdminAsync("given", s_none));
        Assert.Same(admin, _ring.FindPresented("given", out _));
        Assert.Null(await _registry.EnsureAdminAsync(null, s_none));
        Assert.Same(admin, _ring.FindPresented("given", out _));
    }

    private Task<(ApiKey Key, string Secret)> CreateAsync() => _registry.CreateAsync(key => key with { Name = "test" }, Actor.Server, s_none);
}
