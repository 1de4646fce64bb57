using Microsoft.Data.Sqlite;
using Penstock.Gateways.Storage;
using Penstock.Pipeline.Responses;
using Penstock.Tests.Resources;
using Xunit;

namespace Penstock.Tests.Gateways.Storage;

/// <summary>Complaints C16 and H29 of gateways.md, section 5: one slow store that takes calls with it.</summary>
public sealed class ResponseQueueTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);
    private readonly BusyStore _store = new();
    private readonly ListLogger _log = new();
    private readonly ResponseQueue _queue;

    public ResponseQueueTests() => _queue = new ResponseQueue(_store, TimeProvider.System, _log);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _queue.DisposeAsync();

    [Fact]
    public async Task Has_stored_what_was_saved_when_the_store_is_well()
    {
        await _queue.SaveAsync(Kept("resp_1"), Ct);

        Assert.NotNull(await _store.Inner.FindAsync("resp_1", "key_a", Now, Ct));
        Assert.NotNull(await _queue.FindAsync("resp_1", "key_a", Now, Ct));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Finds_what_waits_only_for_its_key_and_in_its_time_and_stores_it_when_it_can()
    {
        _store.Busy = true;
        await _queue.SaveAsync(Kept("resp_1"), Ct);
        await _queue.SaveAsync(Kept("resp_2"), Ct);

        Assert.NotNull(await _queue.FindAsync("resp_2", "key_a", Now, Ct));
        Assert.Null(await _queue.FindAsync("resp_2", "key_b", Now, Ct));
        Assert.Null(await _queue.FindAsync("resp_2", "key_a", Now.AddHours(1), Ct));
        Assert.Null(await _store.Inner.FindAsync("resp_1", "key_a", Now, Ct));
        Assert.Single(_log.Lines, line => line.Event == 2010);

        _store.Busy = false;
        await Eventually.TrueAsync(async () => await _store.Inner.FindAsync("resp_2", "key_a", Now, Ct) is not null, "it is stored");
        Assert.NotNull(await _store.Inner.FindAsync("resp_1", "key_a", Now, Ct));
    }

    [Fact]
    public async Task What_is_deleted_while_it_waits_is_never_stored()
    {
        _store.Busy = true;
        await _queue.SaveAsync(Kept("resp_1"), Ct);
        await _queue.SaveAsync(Kept("resp_2"), Ct);

        Assert.True(await _queue.DeleteAsync("resp_1", "key_a", Ct));
        Assert.Null(await _queue.FindAsync("resp_1", "key_a", Now, Ct));
        _store.Busy = false;
        await Eventually.TrueAsync(async () => await _store.Inner.FindAsync("resp_2", "key_a", Now, Ct) is not null, "the other is stored");

        Assert.Null(await _store.Inner.FindAsync("resp_1", "key_a", Now, Ct));
    }

    [Fact]
    public async Task Says_at_its_end_what_it_could_not_store_and_asks_no_more_than_once()
    {
        _store.Busy = true;
        await _queue.SaveAsync(Kept("resp_1"), Ct);
        await _queue.SaveAsync(Kept("resp_2"), Ct);
        await _queue.SaveAsync(Kept("resp_3"), Ct);
        var before = _store.Asked;

        await _queue.DisposeAsync();

        Assert.Equal(3, _log.Lines.Count(line => line.Event == 2011));
        Assert.InRange(_store.Asked - before, 1, 2);
    }

    private static KeptResponse Kept(string id) => new(id, "key_a", "m", null, "{}"u8.ToArray(), Now, Now.AddHours(1));

    private sealed class BusyStore : IResponseStore
    {
        private int _asked;

        public InMemoryResponseStore Inner { get; } = new();

        public bool Busy { get; set; }

        public int Asked => Volatile.Read(ref _asked);

        public Task<KeptResponse?> FindAsync(string id, string keyId, DateTimeOffset now, CancellationToken ct) => Inner.FindAsync(id, keyId, now, ct);

        public Task SaveAsync(KeptResponse response, CancellationToken ct)
        {
            Interlocked.Increment(ref _asked);
            return Busy ? throw new SqliteException("database is locked", 5) : Inner.SaveAsync(response, ct);
        }

        public Task<bool> DeleteAsync(string id, string keyId, CancellationToken ct) => Inner.DeleteAsync(id, keyId, ct);

        public Task<int> SweepAsync(DateTimeOffset now, CancellationToken ct) => Inner.SweepAsync(now, ct);
    }
}
