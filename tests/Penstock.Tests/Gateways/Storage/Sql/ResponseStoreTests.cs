using System.Text;
using Penstock.Gateways.Storage.Sql;
using Penstock.Pipeline.Responses;
using Penstock.Secrets;
using Xunit;

namespace Penstock.Tests.Gateways.Storage.Sql;

/// <summary>Both stores of responses keep the same promises.</summary>
public sealed class ResponseStoreTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _temporary = new();
    private SqliteDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await SqliteDatabase.OpenAsync(_temporary["penstock.db"], TimeProvider.System, Ct);

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        _temporary.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Gives_a_response_to_the_key_that_made_it_until_it_expires(bool sql)
    {
        var store = Store(sql);
        await store.SaveAsync(Kept("resp_1", "key_a", """{"input":"ä"}"""), Ct);
        await store.SaveAsync(Kept("resp_1", "key_b", "", provider: "up"), Ct);

        var found = await store.FindAsync("resp_1", "key_a", Now, Ct);

        Assert.Equal(("m", null, """{"input":"ä"}""", Now, Now.AddHours(1)), (found!.Model, found.Provider, Encoding.UTF8.GetString(found.Content.Span), found.CreatedAt, found.ExpiresAt));
        Assert.Equal(("up", 0), ((await store.FindAsync("resp_1", "key_b", Now, Ct))!.Provider, (await store.FindAsync("resp_1", "key_b", Now, Ct))!.Content.Length));
        Assert.Null(await store.FindAsync("resp_1", "key_c", Now, Ct));
        Assert.Null(await store.FindAsync("resp_1", "key_a", Now.AddHours(1), Ct));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deletes_what_it_is_told_and_sweeps_what_has_expired(bool sql)
    {
        var store = Store(sql);
        await store.SaveAsync(Kept("resp_1", "key_a", "{}"), Ct);
        await store.SaveAsync(Kept("resp_2", "key_a", "{}") with { ExpiresAt = Now.AddHours(2) }, Ct);

        Assert.False(await store.DeleteAsync("resp_2", "key_b", Ct));
        Assert.Equal(1, await store.SweepAsync(Now.AddHours(1), Ct));
        Assert.NotNull(await store.FindAsync("resp_2", "key_a", Now, Ct));
        Assert.True(await store.DeleteAsync("resp_2", "key_a", Ct));
        Assert.False(await store.DeleteAsync("resp_2", "key_a", Ct));
    }

    [Fact]
    public async Task Cannot_be_read_under_another_key_of_the_server()
    {
        await Store(sql: true).SaveAsync(Kept("resp_1", "key_a", "{}"), Ct);

        Assert.Null(await new ResponseStore(_database, new ContentCipher(new byte[33])).FindAsync("resp_1", "key_a", Now, Ct));
    }

    [Fact]
    public void A_cipher_takes_nothing_that_was_changed_or_is_another_s()
    {
        var cipher = new ContentCipher([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
        var content = cipher.Encrypt("secret"u8, "a");
        var changed = content.ToArray();
        changed[^1] ^= 1;

        Assert.Equal("secret"u8.ToArray(), cipher.Decrypt(content, "a"));
        Assert.NotEqual(content, cipher.Encrypt("secret"u8, "a"));
        Assert.Null(cipher.Decrypt(content, "b"));
        Assert.Null(cipher.Decrypt(changed, "a"));
        Assert.Null(cipher.Decrypt(content.AsSpan(0, 20), "a"));
    }

    private static KeptResponse Kept(string id, string key, string content, string? provider = null) =>
        new(id, key, "m", provider, Encoding.UTF8.GetBytes(content), Now, Now.AddHours(1));

    private IResponseStore Store(bool sql) => sql ? new ResponseStore(_database, new ContentCipher([.. Enumerable.Repeat((byte)7, 32)])) : new InMemoryResponseStore();
}
