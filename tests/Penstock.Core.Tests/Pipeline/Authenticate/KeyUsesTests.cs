using Penstock.Pipeline.Authenticate;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Authenticate;

public sealed class KeyUsesTests
{
    private static readonly CancellationToken s_none = CancellationToken.None;
    private readonly ManualTime _time = new();
    private readonly InMemoryKeyStore _store = new();

    [Fact]
    public async Task Stores_what_has_changed_and_only_that()
    {
        var uses = new KeyUses(_store, _time);
        uses.Note("key_1", _time.GetUtcNow());
        await uses.SaveAsync(s_none);
        var first = _time.GetUtcNow();
        await _store.SaveUsesAsync([("key_1", first.AddYears(-1))], s_none);

        await uses.SaveAsync(s_none);
        Assert.Equal([("key_1", first.AddYears(-1))], await _store.LoadUsesAsync(s_none));
        _time.Advance(TimeSpan.FromSeconds(1));
        uses.Note("key_1", _time.GetUtcNow());
        await uses.SaveAsync(s_none);

        Assert.Equal([("key_1", _time.GetUtcNow())], await _store.LoadUsesAsync(s_none));
    }

    [Fact]
    public async Task Knows_after_a_restart_what_was_stored()
    {
        await _store.SaveUsesAsync([("key_1", _time.GetUtcNow())], s_none);
        var uses = new KeyUses(_store, _time);

        Assert.Null(uses.Last("key_1"));
        await uses.LoadAsync(s_none);

        Assert.Equal(_time.GetUtcNow(), uses.Last("key_1"));
    }
}
