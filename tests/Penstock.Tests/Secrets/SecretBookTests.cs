using Penstock.Secrets;
using Penstock.Tests.Resources;
using Xunit;

namespace Penstock.Tests.Secrets;

public sealed class SecretBookTests : IDisposable
{
    private static readonly SecretReference Key = new("store", "openai", null);

    private readonly ManualTime _time = new();
    private readonly FakeStore _store = new();
    private readonly List<string> _learned = [];
    private readonly List<SecretFaultKind?> _told = [];
    private readonly SecretBook _book;

    public SecretBookTests()
    {
        _book = new SecretBook(_time, (_, value) => _learned.Add(value), (_, fault) => _told.Add(fault?.Kind));
        _book.Stores = new Dictionary<string, SecretStoreEntry>
        {
            ["store"] = new(_store, TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), TimeSpan.FromSeconds(2)) { ApiPaths = ["team-a/*"] },
        };
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _book.Dispose();

    [Fact]
    public async Task A_value_is_read_once_learned_before_anybody_has_it_and_then_there_without_waiting()
    {
        _store.Gate = new TaskCompletionSource();
        var all = Enumerable.Range(0, 50).Select(_ => _book.Source(Key).GetAsync(Ct).AsTask()).ToArray();
        _store.Gate.SetResult();

        Assert.All(await Task.WhenAll(all), reading => Assert.Equal("first-value", reading.Value));
        Assert.Equal(1, _store.Readings);
        Assert.Equal(["first-value"], _learned);
        Assert.True(_book.Source(Key).GetAsync(Ct).IsCompletedSuccessfully);
        Assert.DoesNotContain("first-value", (await _book.Source(Key).GetAsync(Ct)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_declared_is_read_ahead_and_renewed_in_the_background_before_its_time_is_over()
    {
        _book.Declare("file", [new SecretUse(Key, "providers.openai.api_key")]);
        await ReadAsync(1);
        var first = await _book.Source(Key).GetAsync(Ct);

        _store.Value = "second-value";
        _time.Advance(TimeSpan.FromMinutes(4.1));
        await ReadAsync(2);
        await Eventually.TrueAsync(async () => (await _book.Source(Key).GetAsync(Ct)).Value == "second-value", "the new value is used");

        _time.Advance(TimeSpan.FromMinutes(4.1));
        await ReadAsync(3);
        Assert.NotSame(first, await _book.Source(Key).GetAsync(Ct));
    }

    [Fact]
    public async Task The_same_value_stays_the_same_object_so_that_what_is_made_of_it_can_be_kept()
    {
        _book.Declare("file", [new SecretUse(Key, "x")]);
        await ReadAsync(1);
        var first = await _book.Source(Key).GetAsync(Ct);
        await _book.RefreshAsync("store", "openai", Ct);

        Assert.Equal(2, _store.Readings);
        Assert.Same(first, await _book.Source(Key).GetAsync(Ct));
    }

    [Fact]
    public async Task An_old_value_serves_for_its_grace_while_the_store_is_down_and_then_there_is_a_clear_failure()
    {
        _book.Declare("file", [new SecretUse(Key, "x")]);
        await ReadAsync(1);
        _store.Broken = SecretFaultKind.Unavailable;
        for (var minutes = 0; minutes < 64; minutes++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal("first-value", (await _book.Source(Key).GetAsync(Ct)).Value);
        }

        _time.Advance(TimeSpan.FromMinutes(2));
        var reading = await _book.Source(Key).GetAsync(Ct);
        Assert.Equal(SecretFaultKind.Unavailable, reading.Fault!.Kind);
        await Eventually.TrueAsync(() => Task.FromResult(_told.Count > 0), "it is told");
        Assert.Equal([SecretFaultKind.Unavailable], _told);

        _store.Broken = null;
        _time.Advance(TimeSpan.FromMinutes(2));
        await Eventually.TrueAsync(async () => (await _book.Source(Key).GetAsync(Ct)).Value == "first-value", "it can be had again");
        Assert.Equal([SecretFaultKind.Unavailable, null], _told);
        Assert.Empty(_book.Faults);
    }

    [Fact]
    public async Task What_is_gone_from_its_store_is_not_used_any_longer()
    {
        _book.Declare("file", [new SecretUse(Key, "x")]);
        await ReadAsync(1);
        _store.Broken = SecretFaultKind.NotFound;
        await _book.RefreshAsync("store", "openai", Ct);

        Assert.Equal(SecretFaultKind.NotFound, (await _book.Source(Key).GetAsync(Ct)).Fault!.Kind);
    }

    [Fact]
    public async Task A_fault_is_believed_for_a_while_so_that_calls_do_not_storm_a_store_that_is_down()
    {
        _store.Broken = SecretFaultKind.Unavailable;
        for (var i = 0; i < 100; i++)
        {
            Assert.NotNull((await _book.Source(Key).GetAsync(Ct)).Fault);
        }

        Assert.Equal(1, _store.Readings);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_in_time_is_a_fault()
    {
        _store.Gate = new TaskCompletionSource();
        var reading = _book.Source(Key).GetAsync(Ct).AsTask();
        await ReadAsync(1);
        await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(2.1));
                return Task.FromResult(reading.IsCompleted);
            },
            "the time is over");

        Assert.Contains("did not answer within 2 s", (await reading).Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_store_says_of_its_life_is_kept_to()
    {
        _store.GoodFor = TimeSpan.FromSeconds(50);
        _book.Declare("file", [new SecretUse(Key, "x")]);
        await ReadAsync(1);
        _time.Advance(TimeSpan.FromSeconds(41));
        await ReadAsync(2);
    }

    [Fact]
    public async Task A_refused_secret_is_read_anew_once_in_a_while()
    {
        var source = _book.Source(Key);
        var refused = await source.GetAsync(Ct);
        Assert.False(await source.RenewAsync(refused, Ct));
        Assert.False(await source.RenewAsync(refused, Ct));
        Assert.Equal(2, _store.Readings);

        _store.Value = "second-value";
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.True(await source.RenewAsync(refused, Ct));
        Assert.Equal(3, _store.Readings);

        // Another call was refused the old one, too: the new one is there already.
        Assert.True(await source.RenewAsync(refused, Ct));
        Assert.Equal(3, _store.Readings);
    }

    [Fact]
    public async Task What_nobody_needs_any_more_is_not_renewed_and_does_not_stay_in_memory()
    {
        _book.Declare("file", [new SecretUse(Key, "x")]);
        await ReadAsync(1);
        _book.Declare("file", []);
        _time.Advance(TimeSpan.FromHours(2));

        Assert.Equal(1, _store.Readings);
        await _book.Source(Key).GetAsync(Ct);
        Assert.Equal(2, _store.Readings);
    }

    [Fact]
    public async Task What_the_management_API_declares_may_name_only_what_the_store_opens_to_it()
    {
        var shut = await _book.Source(Key, fromApi: true).GetAsync(Ct);
        Assert.Equal(SecretFaultKind.NotFound, shut.Fault!.Kind);
        Assert.Contains("api_paths", shut.Fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, _store.Readings);
        Assert.Equal("first-value", (await _book.Source(new SecretReference("store", "team-a/openai", null), fromApi: true).GetAsync(Ct)).Value);
    }

    [Fact]
    public void Says_what_uses_a_secret_whoever_declared_it()
    {
        _book.Declare("file", [new SecretUse(Key, "providers.a.api_key"), new SecretUse(Key with { Field = "x" }, "providers.b.api_key")]);
        _book.Declare("api", [new SecretUse(Key, "provider c", FromApi: true)]);

        Assert.Equal(["provider c", "providers.a.api_key", "providers.b.api_key"], _book.UsedBy("store", "openai"));
        _book.Declare("file", []);
        Assert.Equal(["provider c"], _book.UsedBy("store", "openai"));
        Assert.Empty(_book.UsedBy("store", "other"));
    }

    private Task ReadAsync(int times) => Eventually.TrueAsync(
        async () => _store.Readings >= times && (_store.Gate is not null || (await _book.Source(Key).GetAsync(Ct)).Value is not null), $"{times} readings");
}
