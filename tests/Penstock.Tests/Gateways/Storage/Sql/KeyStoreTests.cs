using System.Net;
using Penstock.Domain.Access;
using Penstock.Gateways.Storage.Audit;
using Penstock.Gateways.Storage.Sql;
using Xunit;

namespace Penstock.Tests.Gateways.Storage.Sql;

/// <summary>Complaint G25 of gateways.md, section 5: names that are SQL.</summary>
public sealed class KeyStoreTests : IAsyncLifetime
{
    private static readonly ApiKey _key = new()
    {
        Id = "key_1",
        Name = "Zoë's \"key\"; drop table api_keys",
        Prefix = "ps_abcde",
        Hash = new string('a', 64),
        AllowedModels = ["gpt-4.1", "meta-llama/*"],
        RequestsPerMinute = 60,
        MaxConcurrentCalls = 4,
        ExpiresAt = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero),
        CreatedAt = new DateTimeOffset(2026, 11, 21, 15, 4, 5, TimeSpan.Zero).AddMicroseconds(123456),
        UpdatedAt = new DateTimeOffset(2026, 11, 21, 16, 4, 5, TimeSpan.Zero),
    };

    private static readonly Actor _by = new("user_ada");

    private readonly TemporaryFolder _temporary = new();
    private SqliteDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private KeyStore Store() => new(_database, new AuditChain("node"), TimeProvider.System);

    public async ValueTask InitializeAsync() => _database = await SqliteDatabase.OpenAsync(_temporary["penstock.db"], TimeProvider.System, Ct);

    [Fact]
    public async Task Gives_back_what_was_saved()
    {
        var bare = new ApiKey { Id = "key_admin", Name = "", Prefix = "", Hash = "b", CreatedAt = _key.CreatedAt, UpdatedAt = _key.CreatedAt, IsAdmin = true };
        var store = Store();
        Assert.True(await store.SaveAsync(_key, "key.change", _by, Ct));
        Assert.True(await store.SaveAsync(bare, "key.change", _by, Ct));

        var keys = (await Store().LoadAsync(Ct)).ToDictionary(key => key.Id);

        Assert.Equal(_key.AllowedModels, keys["key_1"].AllowedModels);
        Assert.Equal(_key, keys["key_1"] with { AllowedModels = _key.AllowedModels });
        Assert.Equal(bare, keys["key_admin"]);
    }

    [Fact]
    public async Task Gives_back_whose_it_is_what_it_is_for_and_from_where()
    {
        var key = _key with
        {
            Owner = new KeyOwner(OwnerKind.ServiceAccount, "nightly"),
            Permissions = PermissionSet.Of(Permission.CallsMake, Permission.UsageRead),
            AllowedNetworks = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("2001:db8::/32")],
            Tags = new Dictionary<string, string> { ["tier"] = "gold" },
            ClientTags = ["run-*"],
            PreviousHash = "before",
            PreviousUntil = _key.CreatedAt,
        };
        var store = Store();
        Assert.True(await store.SaveAsync(key, "key.create", _by, Ct));
        await store.SaveUsesAsync([("key_1", key.CreatedAt.AddHours(1))], Ct);
        await store.SaveUsesAsync([("key_1", key.CreatedAt)], Ct);

        var read = Assert.Single(await store.LoadAsync(Ct));

        Assert.Equal((key.Owner, key.Permissions, key.PreviousHash, key.PreviousUntil), (read.Owner, read.Permissions, read.PreviousHash, read.PreviousUntil));
        Assert.Equal(key.AllowedNetworks, read.AllowedNetworks);
        Assert.Equal(key.Tags, read.Tags);
        Assert.Equal(key.ClientTags, read.ClientTags);
        Assert.Equal([("key_1", key.CreatedAt.AddHours(1))], await store.LoadUsesAsync(Ct));
    }

    [Fact]
    public async Task Tells_no_models_from_all_models()
    {
        var store = Store();
        await store.SaveAsync(_key with { AllowedModels = [] }, "key.change", _by, Ct);
        await store.SaveAsync(_key with { Id = "key_2", AllowedModels = null }, "key.change", _by, Ct);

        var keys = (await store.LoadAsync(Ct)).ToDictionary(key => key.Id);

        Assert.Empty(keys["key_1"].AllowedModels!);
        Assert.Null(keys["key_2"].AllowedModels);
    }

    [Fact]
    public async Task Refuses_a_change_of_a_version_that_is_not_the_last()
    {
        var store = Store();
        Assert.True(await store.SaveAsync(_key, "key.change", _by, Ct));
        Assert.False(await store.SaveAsync(_key with { Name = "again" }, "key.change", _by, Ct));
        Assert.True(await store.SaveAsync(_key with { Name = "second", Version = 2 }, "key.change", _by, Ct));
        Assert.False(await store.SaveAsync(_key with { Name = "late", Version = 2 }, "key.change", _by, Ct));
        Assert.False(await store.SaveAsync(_key with { Name = "too far", Version = 4 }, "key.change", _by, Ct));

        Assert.Equal("second", Assert.Single(await store.LoadAsync(Ct)).Name);
    }

    [Fact]
    public async Task Lets_one_of_many_who_change_a_key_at_once_win()
    {
        var store = Store();
        await store.SaveAsync(_key, "key.change", _by, Ct);

        for (var version = 2; version <= 5; version++)
        {
            var wins = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
                Task.Run(() => store.SaveAsync(_key with { Version = version, Name = $"{i}" }, "key.change", _by, Ct), Ct)));

            Assert.Single(wins, won => won);
            Assert.Equal($"{Array.IndexOf(wins, true)}", Assert.Single(await store.LoadAsync(Ct)).Name);
        }
    }

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        _temporary.Dispose();
        return ValueTask.CompletedTask;
    }
}
