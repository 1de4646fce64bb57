using Microsoft.Extensions.Logging;
using Penstock.Domain.Access;
using Penstock.Gateways.Storage;
using Xunit;

namespace Penstock.Tests.Gateways.Storage;

public sealed class LocalStorageTests : IAsyncLifetime
{
    private StorageUnderTest _storage = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _storage = await StorageUnderTest.OpenAsync();

    [Fact]
    public async Task Has_calls_keys_and_the_secret_again_after_a_stop()
    {
        var key = new ApiKey { Id = "key_1", Name = "n", Prefix = "p", Hash = "h", CreatedAt = default, UpdatedAt = default };
        var secret = _storage.Open.HashSecret;
        await _storage.Ledger.AppendAsync(Records.Of(1), Ct);
        await _storage.Open.Keys.SaveAsync(key, "key.create", Actor.Server, Ct);
        await _storage.StopAsync();

        await _storage.StartAsync();

        Records.Same(Records.Of(1), await _storage.Calls.FindAsync(Records.Of(1).Id, Ct));
        Assert.Equal(key, Assert.Single(await _storage.Open.Keys.LoadAsync(Ct)));
        Assert.Equal(secret, _storage.Open.HashSecret);
        Assert.DoesNotContain(_storage.Log.Lines, line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Refuses_a_folder_that_is_open() => await Assert.ThrowsAsync<StorageUnusableException>(_storage.StartAsync);

    [Fact]
    public async Task Lets_go_of_the_folder_when_something_in_it_cannot_be_used()
    {
        await _storage.StopAsync();
        var database = Path.Combine(_storage.Data, "penstock.db");
        File.Move(database, database + ".kept");
        File.WriteAllText(database, new string('x', 5000));
        await Assert.ThrowsAsync<StorageUnusableException>(_storage.StartAsync);

        File.Move(database + ".kept", database, overwrite: true);
        await _storage.StartAsync();
    }

    [Fact]
    public async Task Says_that_keys_are_lost_with_their_secret()
    {
        await _storage.Open.Keys.SaveAsync(new ApiKey { Id = "k", Name = "n", Prefix = "p", Hash = "h", CreatedAt = default, UpdatedAt = default }, "key.create", Actor.Server, Ct);
        await _storage.StopAsync();
        File.Delete(Path.Combine(_storage.Data, "hash.key"));

        await _storage.StartAsync();

        Assert.Contains("1 keys", Assert.Single(_storage.Log.Lines, line => line.Event == 2008).Text);
    }

    public async ValueTask DisposeAsync() => await _storage.DisposeAsync();
}
