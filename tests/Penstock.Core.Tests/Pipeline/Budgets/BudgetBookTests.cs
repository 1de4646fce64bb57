using FsCheck.Fluent;
using Penstock.Domain.Access;
using Penstock.Domain.Money;
using Penstock.Pipeline.Budgets;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Budgets;

public sealed class BudgetBookTests
{
    private static readonly Dictionary<string, string> NoTags = [];
    private readonly ManualTime _time = new();

    /// <summary>One step of a call of a property: which call, what it does, how much.</summary>
    private readonly record struct Step(int Call, int What, int Units, int Wait);

    [Fact]
    public void Never_holds_more_than_a_budget_and_its_sums_match_whatever_the_order()
    {
        var step = from call in Gen.Choose(0, 7)
                   from what in Gen.Choose(0, 5)
                   from units in Gen.Choose(0, 60)
                   from wait in Gen.Frequency((8, Gen.Constant(0)), (1, Gen.Choose(0, 90)))
                   select new Step(call, what, units, wait);
        var cases = from amount in Gen.Choose(0, 150)
                    from other in Gen.Choose(0, 150)
                    from rolling in Gen.Elements(true, false)
                    from steps in step.ArrayOf(120)
                    select (amount, other, rolling, steps);

        Property.Holds(cases, given =>
        {
            var time = new ManualTime();
            var book = new BudgetBook(time);
            var window = new BudgetWindow(BudgetPeriod.Hour, given.rolling, TimeZoneInfo.Utc);
            book.Take([Of("a", given.amount) with { Window = window }, Of("b", given.other) with { Each = [ScopeKind.Model] }]);
            var holds = new Hold?[8];
            var spent = new Dictionary<int, long>();
            foreach (var (call, what, units, wait) in given.steps)
            {
                time.Advance(TimeSpan.FromMinutes(wait));
                if (holds[call] is not { } hold)
                {
                    holds[call] = book.TryReserve($"call_{call}", book.Match(Caller(), "m", NoTags)!, units, 0, out var refusal);
                    Assert.Equal(holds[call] is null, refusal is not null);
                }
                else if (what < 3)
                {
                    var before = hold.Units;
                    var more = book.TryExtend(hold, units, out _);
                    Assert.Equal(more ? before + units : before, hold.Units);
                }
                else
                {
                    // It never costs more than it held.
                    var cost = what == 3 ? 0 : hold.Units * what / 5;
                    Assert.True(book.Settle(hold, cost));
                    Assert.False(book.Settle(hold, cost));
                    spent[spent.Count] = cost;
                    holds[call] = null;
                }

                foreach (var (id, amount) in new[] { ("a", given.amount), ("b", given.other) })
                {
                    foreach (var standing in book.Standings(id))
                    {
                        Assert.True(standing.Spent.Units + standing.Reserved.Units <= amount, $"{id}: {standing.Spent.Units} + {standing.Reserved.Units} > {amount}");
                        Assert.True(standing is { Spent.Units: >= 0, Reserved.Units: >= 0 });
                    }
                }

                // The month is not over: everything that was spent is there, and everything that is held.
                if (book.Standings("b") is [var one])
                {
                    Assert.Equal((spent.Values.Sum(), holds.Sum(hold => hold?.Units ?? 0)), (one.Spent.Units, one.Reserved.Units));
                }
            }
        });
    }

    [Fact]
    public async Task Lets_no_two_callers_have_the_same_money_at_once()
    {
        // A4 (gateways.md): check and increment are one step.
        var book = new BudgetBook(TimeProvider.System);
        book.Take([Of("a", 1000), Of("b", 1_000_000)]);
        var granted = 0L;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 2000; i++)
            {
                if (book.TryReserve($"call_{worker}_{i}", book.Match(Caller(), "m", NoTags)!, 3, 0, out _) is { } hold)
                {
                    book.Settle(hold, i % 2 == 0 ? 3 : 0);
                    Interlocked.Add(ref granted, i % 2 == 0 ? 3 : 0);
                }
            }
        })));

        Assert.InRange(granted, 998, 1000);
        Assert.All(["a", "b"], id => Assert.Equal((granted, 0L), (book.Standings(id)[0].Spent.Units, book.Standings(id)[0].Reserved.Units)));
    }

    [Fact]
    public void Reserves_on_all_budgets_or_on_none_and_names_the_one_that_has_too_little()
    {
        var book = new BudgetBook(_time);
        book.Take([Of("large", 1000), Of("small", 10)]);

        Assert.Null(book.TryReserve("call_1", Accounts(book), 11, 0, out var refusal));

        Assert.Equal("small", refusal!.Budget);
        Assert.Equal(0, book.Standings("large")[0].Reserved.Units);
    }

    [Fact]
    public void Says_whether_only_running_calls_are_in_the_way()
    {
        var book = new BudgetBook(_time);
        book.Take([Of("a", 10)]);
        var held = book.TryReserve("call_1", Accounts(book), 8, 0, out _);

        Assert.Null(book.TryReserve("call_2", Accounts(book), 5, 0, out var soon));
        book.Settle(held!, 8);
        Assert.Null(book.TryReserve("call_3", Accounts(book), 5, 0, out var later));

        Assert.Equal((true, false), (soon!.Soon, later!.Soon));
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), DateTimeOffset.UnixEpoch.AddMicroseconds(later.Frees));
    }

    [Fact]
    public void Has_the_money_anew_when_its_window_ends_and_moves_what_runs_into_the_new_one_when_it_wants_more()
    {
        var book = new BudgetBook(_time);
        book.Take([Of("a", 10) with { Window = new BudgetWindow(BudgetPeriod.Day, false, TimeZoneInfo.Utc) }]);
        var running = book.TryReserve("call_1", Accounts(book), 6, 0, out _)!;
        var ended = book.TryReserve("call_2", Accounts(book), 4, 0, out _)!;
        book.Settle(ended, 4);

        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal((0L, 0L, 10L), Standing(book));
        Assert.True(book.TryExtend(running, 1, out _));
        Assert.Equal((0L, 7L, 3L), Standing(book));
        book.Settle(running, 5);

        Assert.Equal((5L, 0L, 5L), Standing(book));
    }

    [Fact]
    public void Charges_a_call_that_ran_over_the_end_of_its_window_to_where_it_began()
    {
        var book = new BudgetBook(_time);
        book.Take([Of("a", 10) with { Window = new BudgetWindow(BudgetPeriod.Day, false, TimeZoneInfo.Utc) }]);
        var running = book.TryReserve("call_1", Accounts(book), 6, 0, out _)!;

        _time.Advance(TimeSpan.FromDays(1));
        book.Settle(running, 6);

        Assert.Equal((0L, 0L, 10L), Standing(book));
    }

    [Fact]
    public void Never_lets_a_rolling_window_wherever_it_begins_hold_more_than_the_amount()
    {
        var cases = from window in Gen.Elements(BudgetPeriod.Hour, BudgetPeriod.Day)
                    from waits in Gen.Choose(0, 40).ArrayOf(120)
                    select (window, waits);
        Property.Holds(cases, given =>
        {
            var time = new ManualTime();
            var book = new BudgetBook(time);
            book.Take([Of("a", 7) with { Window = new BudgetWindow(given.window, true, TimeZoneInfo.Utc) }]);
            var length = given.window == BudgetPeriod.Hour ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);
            var spent = new List<DateTimeOffset>();
            foreach (var wait in given.waits)
            {
                time.Advance(TimeSpan.FromMinutes(wait * (given.window == BudgetPeriod.Hour ? 0.5 : 12)) + TimeSpan.FromMilliseconds(wait));
                if (book.TryReserve("call", Accounts(book), 1, 0, out var refusal) is { } hold)
                {
                    book.Settle(hold, 1);
                    spent.Add(time.GetUtcNow());
                }
                else
                {
                    // What frees next is known to the slot.
                    Assert.InRange(refusal!.Frees, book.Now + 1, book.Now + (long)length.TotalMicroseconds + (15 * 60_000_000L));
                }

                Assert.True(spent.Count(at => time.GetUtcNow() - at < length) <= 7);
            }
        });
    }

    [Fact]
    public void Counts_teams_above_too_and_what_is_nobodys_as_nobodys()
    {
        // A4: a caller without a name of the kind has no budget of its own to slip by with.
        var book = new BudgetBook(_time);
        book.Take([Of("teams", 10) with { Each = [ScopeKind.Team] }, Of("users", 10) with { Each = [ScopeKind.User, ScopeKind.Model] }]);
        var caller = Caller() with { Teams = ["backend", "engineering"] };

        book.Settle(book.TryReserve("call_1", book.Match(caller, "m", NoTags)!, 4, 0, out _)!, 4);

        Assert.Equal([("team=backend", 4), ("team=engineering", 4)], book.Standings("teams").Select(one => (one.Scope, one.Spent.Units)));
        Assert.Equal([("user=, model=m", 4)], book.Standings("users").Select(one => (one.Scope, one.Spent.Units)));
        var other = Caller() with { Principal = new Principal(PrincipalKind.User, "user_2", "Two") };
        Assert.Null(book.TryReserve("call_2", book.Match(caller, "m", NoTags)!, 7, 0, out _));
        Assert.NotNull(book.TryReserve("call_3", book.Match(other, "m", NoTags)!, 7, 0, out _));
    }

    [Fact]
    public void Counts_together_what_clients_name_beyond_a_bound()
    {
        // Complaint C15 of gateways.md, section 5: memory that grows with what callers send.
        var book = new BudgetBook(_time);
        book.Take([Of("a", 10) with { Each = [ScopeKind.Tag], Applies = new Applies { Tags = ["run"] } }]);
        for (var i = 0; i < BudgetPlan.MostAccounts; i++)
        {
            Assert.NotNull(Reserve("run-" + i, 10));
        }

        Assert.Equal(10, Enumerable.Range(0, 30).Count(i => Reserve("more-" + i, 1) is not null));
        Assert.Null(Reserve("run-7", 1));
        Assert.Equal(BudgetPlan.MostAccounts + 1, book.Standings("a").Count);
        Assert.Contains(book.Standings("a"), one => one.Scope == BudgetPlan.Others && one.Reserved.Units == 10);

        Hold? Reserve(string run, long units)
        {
            var tags = new Dictionary<string, string> { ["run"] = run };
            return book.TryReserve(run, book.Match(new Caller(Given.Key() with { Tags = tags }), "m", tags)!, units, 0, out _);
        }
    }

    [Fact]
    public void Keeps_what_was_spent_when_a_budget_is_changed_or_goes_and_comes_back()
    {
        var book = new BudgetBook(_time);
        book.Take([Of("a", 10)]);
        book.Settle(book.TryReserve("call_1", Accounts(book), 6, 0, out _)!, 6);

        book.Take([Of("a", 8)]);
        Assert.Equal((6L, 0L, 2L), Standing(book));
        book.Take([]);
        Assert.Null(book.Match(Caller(), "m", NoTags));
        book.Take([Of("a", 5)]);

        Assert.Equal((6L, 0L, 0L), Standing(book));
        Assert.Null(book.TryReserve("call_2", Accounts(book), 1, 0, out _));
    }

    [Fact]
    public void Tells_each_threshold_once_a_window_also_over_a_restart()
    {
        var told = new List<int>();
        var book = Told(told);
        book.Take([Of("a", 10) with { Thresholds = [50, 80, 100], Window = new BudgetWindow(BudgetPeriod.Day, false, TimeZoneInfo.Utc) }]);

        Spend(book, 4);
        Assert.Empty(told);
        Spend(book, 5);
        Assert.Equal([50, 80], told);
        Spend(book, 1);
        Assert.Equal([50, 80, 100], told);

        var again = new List<int>();
        var restarted = Told(again);
        restarted.Take([Of("a", 10) with { Window = new BudgetWindow(BudgetPeriod.Day, false, TimeZoneInfo.Utc) }]);
        restarted.Restore([(new BudgetLine("a", "", new BudgetWindow(BudgetPeriod.Day, false, TimeZoneInfo.Utc).Slot(book.Now)), 9)]);
        Spend(restarted, 1);
        Assert.Equal([100], again);

        _time.Advance(TimeSpan.FromDays(1));
        Spend(restarted, 5);
        Assert.Equal([100, 50], again);
    }

    [Fact]
    public void A_soft_budget_refuses_nothing()
    {
        var book = new BudgetBook(_time);
        book.Take([Of("a", 10) with { Hard = false }]);

        Spend(book, 25);

        Assert.Equal((25L, 0L, 0L), Standing(book));
    }

    private static Budget Of(string id, long units) => new() { Id = id, Amount = new Amount(units) };

    private static Caller Caller() => new(Given.Key());

    private static AccountSet Accounts(BudgetBook book) => book.Match(Caller(), "m", NoTags)!;

    private static (long Spent, long Reserved, long Left) Standing(BudgetBook book) =>
        book.Standings("a") is [var one] ? (one.Spent.Units, one.Reserved.Units, one.Left.Units) : default;

    private static void Spend(BudgetBook book, long units) => book.Settle(book.TryReserve("call", Accounts(book), units, 0, out _)!, units);

    private BudgetBook Told(List<int> told)
    {
        var book = new BudgetBook(_time);
        book.Reached += notice => told.Add(notice.Threshold);
        return book;
    }
}
