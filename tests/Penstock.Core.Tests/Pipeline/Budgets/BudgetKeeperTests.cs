using Penstock.Domain.Access;
using Penstock.Domain.Money;
using Penstock.Pipeline.Budgets;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Budgets;

public sealed class BudgetKeeperTests
{
    private static readonly BudgetLine Line = new("a", "", 0);
    private readonly ManualTime _time = new();
    private readonly InMemoryBudgetStore _store = new();

    [Theory]
    [InlineData(0, 100)]
    [InlineData(20, 10 + 24)]
    [InlineData(200, 100)]
    public async Task Charges_a_call_that_a_crash_ended_with_what_is_proven_when_its_time_is_up(int perSecond, int charged)
    {
        var book = Book();
        var now = book.Now;
        _store.State = new BudgetState([(Line, 300)], [new BudgetEntry(BudgetEntryKind.Hold, "call_1", 100, [Line]) { Since = now - 1_000_000, Until = now + 5_000_000, AtOnce = 10, PerSecond = perSecond }], now);
        using var keeper = new BudgetKeeper(book, _store, _time, static _ => { });

        await keeper.LoadAsync(TestContext.Current.CancellationToken);
        Assert.Equal((300L, 100L, 600L), Standing(book));
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal((300L, 100L, 600L), Standing(book));
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal((300L + charged, 0L, 700L - charged), Standing(book));
        Assert.Equal((BudgetEntryKind.Settle, "call_1", (long)charged), _store.Entries.Where(entry => entry.Kind != BudgetEntryKind.Beat).Select(entry => (entry.Kind, entry.CallId, entry.Units)).Single());
        Assert.Equal(0, keeper.Open);
    }

    [Fact]
    public async Task Gives_signs_of_life_only_while_calls_hold_something()
    {
        var book = Book();
        using var keeper = new BudgetKeeper(book, _store, _time, static _ => { });
        await keeper.LoadAsync(TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(_store.Entries);

        var hold = book.TryReserve("call_1", book.Match(new Caller(Given.Key()), "m", new Dictionary<string, string>())!, 1, 0, out _);
        _time.Advance(BudgetKeeper.Pace * 3);
        Assert.Equal(3, _store.Entries.Count);
        book.Settle(hold!, 1);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(3, _store.Entries.Count);
    }

    private BudgetBook Book()
    {
        var book = new BudgetBook(_time);
        book.Take([new Budget { Id = "a", Amount = new Amount(1000), Window = new BudgetWindow(BudgetPeriod.Total, false, TimeZoneInfo.Utc) }]);
        return book;
    }

    private static (long Spent, long Reserved, long Left) Standing(BudgetBook book) =>
        book.Standings("a") is [var one] ? (one.Spent.Units, one.Reserved.Units, one.Left.Units) : default;
}
