using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Limits;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Limits;

public sealed class LimitBookTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly LimitBook _book;

    public LimitBookTests() => _book = new LimitBook(_time);

    public void Dispose() => _book.Dispose();

    [Fact]
    public void Counts_apart_by_what_the_limit_names_and_not_by_what_a_call_has_not()
    {
        _book.Apply([Requests(1) with { Each = [ScopeKind.User] }]);

        Assert.Null(Enter(Of(user: "ann")));
        Assert.NotNull(Enter(Of(user: "ann", key: "another")));
        Assert.Null(Enter(Of(user: "bob")));
        Assert.Null(_book.OfCall(Of(), new LimitsOptions(), static _ => TokenNeed.None));
    }

    [Fact]
    public void What_a_team_does_counts_for_the_teams_above_it_as_far_as_the_limit_is_about_them()
    {
        _book.Apply([Requests(2) with { Each = [ScopeKind.Team], Applies = new Applies { Teams = ["eng"] } }]);

        Assert.Null(Enter(Of(teams: ["web", "eng", "all"])));
        Assert.Null(Enter(Of(teams: ["ml", "eng", "all"])));
        var refusal = Enter(Of(teams: ["web", "eng", "all"]))!;

        Assert.Equal("eng", refusal.Scope);
        Assert.DoesNotContain("all", _book.UseOf("limit", 10).Select(use => use.Scope));
    }

    [Fact]
    public void Counts_apart_by_the_tag_that_it_is_about()
    {
        _book.Apply([Requests(1) with { Each = [ScopeKind.Tag, ScopeKind.Key], Applies = new Applies { Tags = ["project"] } }]);

        Assert.Null(Enter(Of(tag: "a")));
        Assert.NotNull(Enter(Of(tag: "a")));
        Assert.Null(Enter(Of(tag: "b")));
        Assert.Null(Enter(Of(tag: "a", key: "other")));
    }

    [Fact]
    public void A_call_gets_a_place_everywhere_or_nowhere()
    {
        _book.Apply([Requests(1) with { Id = "b-narrow", Each = [ScopeKind.Key] }, Requests(10) with { Id = "a-wide" }]);
        Assert.Null(Enter(Of()));

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("b-narrow", Enter(Of())!.Limit.Id);
        }

        Assert.Equal(1, _book.UseOf("a-wide", 1)[0].Rates[0].Used);
    }

    [Fact]
    public void A_call_that_may_use_more_than_there_ever_is_is_told_so_and_not_to_come_again()
    {
        _book.Apply([Tokens(100) with { MaxWait = TimeSpan.FromMinutes(1) }]);

        var refusal = Enter(Of(), new TokenNeed(60, 41, Stated: true))!;

        Assert.Equal(RefusalReason.TooMuch, refusal.Reason);
        Assert.Null(LimitErrors.Of(refusal).RetryAfter);
        Assert.Contains("100 total tokens a minute, and this call alone may use 101", LimitErrors.Of(refusal).Message, StringComparison.Ordinal);
        Assert.Null(Enter(Of(), new TokenNeed(60, 40, Stated: true)));
    }

    [Fact]
    public void What_a_call_did_not_use_is_given_back_at_once_and_what_it_used_counts_from_its_end()
    {
        _book.Apply([Tokens(100)]);
        var pass = Pass(Of(), new TokenNeed(50, 50, Stated: true));
        Assert.Null(_book.Enter(pass, false, CancellationToken.None).Refusal);
        Assert.NotNull(Enter(Of(), new TokenNeed(1, 0, Stated: true)));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.NotNull(Enter(Of(), new TokenNeed(1, 0, Stated: true)));

        _book.Leave(pass, (40, 10));

        Assert.NotNull(Enter(Of(), new TokenNeed(51, 0, Stated: true)));
        Assert.Null(Enter(Of(), new TokenNeed(50, 0, Stated: true)));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.NotNull(Enter(Of(), new TokenNeed(1, 0, Stated: true)));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(Enter(Of(), new TokenNeed(50, 0, Stated: true)));
    }

    [Fact]
    public void A_call_that_states_no_maximum_gets_the_default_or_what_is_left_and_it_is_told_how_much()
    {
        _book.Apply([Tokens(10_000) with { DefaultOutput = 3000 }]);
        var unstated = new TokenNeed(100, long.MaxValue, Stated: false);
        LimitPass[] passes = [.. Enumerable.Range(0, 4).Select(_ => Pass(Of(), unstated))];

        Assert.All(passes[..3], pass => Assert.Null(_book.Enter(pass, false, CancellationToken.None).Refusal));
        Assert.Equal([3000, 3000, 3000], passes[..3].Select(pass => pass.Output));
        Assert.NotNull(_book.Enter(passes[3], false, CancellationToken.None).Refusal);

        // Once it is known that answers are short, the rest is worth having.
        _book.Leave(passes[0], (100, 150));
        _book.Leave(passes[1], (100, 2000));
        _book.Leave(passes[2], (100, 150));
        Assert.All(Enumerable.Range(0, 2).Select(_ => Pass(Of(), unstated)), pass => Assert.Null(_book.Enter(pass, false, CancellationToken.None).Refusal));
    }

    [Fact]
    public void Usage_above_what_was_taken_is_counted_all_the_same()
    {
        _book.Apply([Tokens(100)]);
        var pass = Pass(Of(), new TokenNeed(10, 10, Stated: true));
        Assert.Null(_book.Enter(pass, false, CancellationToken.None).Refusal);

        _book.Leave(pass, (10, 500));

        Assert.Equal(TimeSpan.FromSeconds(61), LimitErrors.Of(Enter(Of(), new TokenNeed(1, 0, Stated: true))!).RetryAfter);
    }

    [Fact]
    public void A_limit_that_is_changed_remembers_what_it_counted()
    {
        _book.Apply([Requests(3)]);
        Assert.Null(Enter(Of()));
        Assert.Null(Enter(Of()));

        _book.Apply([Requests(2)]);
        Assert.NotNull(Enter(Of()));
        _book.Apply([Requests(3), Requests(1) with { Id = "another", Each = [ScopeKind.Model] }]);
        Assert.Null(Enter(Of()));
        Assert.NotNull(Enter(Of()));
        _book.Apply([]);
        Assert.Null(_book.OfCall(Of(), new LimitsOptions(), static _ => TokenNeed.None));
    }

    [Fact]
    public void What_runs_while_its_limit_changes_still_holds_its_tokens_and_its_place()
    {
        _book.Apply([Tokens(100) with { Concurrency = 5 }]);
        var pass = Pass(Of(), new TokenNeed(50, 30, Stated: true));
        Assert.Null(_book.Enter(pass, false, CancellationToken.None).Refusal);

        _book.Apply([Tokens(100) with { Rates = [new LimitRate(LimitUnit.TotalTokens, 100, TimeSpan.FromHours(1))], Concurrency = 1 }]);

        Assert.Equal((1, 80L), (_book.UseOf("limit", 1)[0].Running, _book.UseOf("limit", 1)[0].Rates[0].Held));
        _book.Leave(pass, (20, 10));
        Assert.Equal((0, 30L, 0L), (_book.UseOf("limit", 1)[0].Running, _book.UseOf("limit", 1)[0].Rates[0].Used, _book.UseOf("limit", 1)[0].Rates[0].Held));
    }

    [Fact]
    public void Scopes_that_are_idle_are_forgotten_and_there_are_never_more_than_so_many()
    {
        // Complaint C15 of gateways.md, section 5: memory that grows with what callers send.
        var limit = Requests(1) with { Each = [ScopeKind.Key] };
        var counters = new LimitCounters(limit, _time.TimestampFrequency, mostScopes: 10);
        for (var i = 0; i < 30; i++)
        {
            Place("key_" + i).Of(_time.GetTimestamp())!.Enter(_time.GetTimestamp(), 0, 0);
        }

        // Beyond the bound all are counted together.
        Assert.Equal(11, counters.Scopes.Count);
        Assert.Same(Place("key_29").Of(_time.GetTimestamp()), Place("key_17").Of(_time.GetTimestamp()));

        foreach (var scope in counters.Scopes)
        {
            while (scope.Running > 0)
            {
                scope.Leave(_time.GetTimestamp(), 0, 0, 0, 0);
            }
        }

        _time.Advance(TimeSpan.FromMinutes(2));
        for (var i = 0; i < 40; i++)
        {
            Place("new_" + i).Of(_time.GetTimestamp());
        }

        Assert.InRange(counters.Scopes.Count, 1, 3);

        LimitPlace Place(string key) => new(counters, new ScopeName(key));
    }

    [Fact]
    public void A_place_never_leads_to_counters_that_were_forgotten_or_to_those_of_others()
    {
        var counters = new LimitCounters(Requests(1) with { Each = [ScopeKind.Key] }, _time.TimestampFrequency, mostScopes: 2);
        var (first, second, third) = (Place("first"), Place("second"), Place("third"));
        var of = first.Of(_time.GetTimestamp())!;
        of.Enter(_time.GetTimestamp(), 0, 0);
        second.Of(_time.GetTimestamp())!.Enter(_time.GetTimestamp(), 0, 0);
        var others = third.Of(_time.GetTimestamp())!;
        Assert.Equal(ScopeName.Others, others.Name);
        Assert.Same(of, first.Of(_time.GetTimestamp()));

        // Now there is room for the third, and the first is idle.
        of.Leave(_time.GetTimestamp(), 0, 0, 0, 0);
        _time.Advance(TimeSpan.FromMinutes(2));
        second.Of(_time.GetTimestamp());
        third.Of(_time.GetTimestamp());
        Assert.True(of.IsOut);
        var again = first.Of(_time.GetTimestamp())!;
        Assert.NotSame(of, again);
        Assert.Contains(again, counters.Scopes);
        Assert.Same(again, first.Of(_time.GetTimestamp()));

        LimitPlace Place(string key) => new(counters, new ScopeName(key));
    }

    [Fact]
    public void Taking_and_giving_back_makes_no_garbage_where_the_scopes_are_known()
    {
        _book.Apply([.. Enumerable.Range(0, 12).Select(i => Tokens(1_000_000_000) with
        {
            Id = "limit" + i,
            Each = i % 2 == 0 ? [ScopeKind.Key, ScopeKind.Model] : [],
            Rates = [new LimitRate(LimitUnit.Requests, 1_000_000, TimeSpan.FromMinutes(1)), new LimitRate(LimitUnit.TotalTokens, 1_000_000_000, TimeSpan.FromMinutes(1))],
        })]);
        var pass = Pass(Of(), new TokenNeed(10, 10, Stated: true));
        Assert.Equal(12, pass.Places.Length);
        for (var i = 0; i < 5000; i++)
        {
            // Until the windows are full, and keep as many steps as they ever do.
            Round();
        }

        var made = 0L;
        for (var i = 0; i < 1000; i++)
        {
            made += Round();
        }

        Assert.Equal(0, made);

        // Moving the time makes garbage of its own.
        long Round()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Null(_book.Enter(pass, false, CancellationToken.None).Refusal);
            _book.Leave(pass, (5, 5));
            var after = GC.GetAllocatedBytesForCurrentThread();
            _time.Advance(TimeSpan.FromMilliseconds(20));
            return after - before;
        }
    }

    [Fact]
    public void Shows_of_each_unit_the_limit_that_leaves_the_least()
    {
        _book.Apply([Requests(100) with { Id = "wide" }, Requests(3) with { Id = "narrow", Each = [ScopeKind.Key] }, Tokens(1000) with { Id = "tokens" }]);
        var pass = Pass(Of(), new TokenNeed(100, 50, Stated: true));

        Assert.Null(_book.Enter(pass, false, CancellationToken.None).Refusal);

        Assert.Equal(("narrow", 3L, 2L), (pass.Quotas.Of(LimitUnit.Requests).Limit, pass.Quotas.Of(LimitUnit.Requests).Most, pass.Quotas.Of(LimitUnit.Requests).Remaining));
        Assert.InRange(pass.Quotas.Of(LimitUnit.Requests).Reset, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(61));
        Assert.Equal(("tokens", 1000L, 850L), (pass.Quotas.Of(LimitUnit.TotalTokens).Limit, pass.Quotas.Of(LimitUnit.TotalTokens).Most, pass.Quotas.Of(LimitUnit.TotalTokens).Remaining));
        Assert.Null(pass.Quotas.Of(LimitUnit.InputTokens).Limit);
    }

    [Fact]
    public async Task Never_lets_more_run_than_allowed_however_many_threads_come_at_once()
    {
        _book.Apply([new Limit { Id = "limit", Concurrency = 3 }]);
        int running = 0, most = 0;

        await Parallel.ForEachAsync(Enumerable.Range(0, 5000), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) =>
        {
            var pass = Pass(Of(), TokenNeed.None);
            if (_book.Enter(pass, false, CancellationToken.None).Refusal is not null)
            {
                return;
            }

            var now = Interlocked.Increment(ref running);
            for (var seen = most; now > seen && Interlocked.CompareExchange(ref most, now, seen) != seen; seen = most)
            {
            }

            await Task.Yield();
            Interlocked.Decrement(ref running);
            _book.Leave(pass, (0, 0));
        });

        Assert.InRange(most, 1, 3);

        // Nothing leaked, in either direction: three places are free again, and not a fourth.
        Assert.Null(Enter(Of()));
        Assert.Null(Enter(Of()));
        Assert.Null(Enter(Of()));
        Assert.NotNull(Enter(Of()));
    }

    private static Limit Requests(long most) => new() { Id = "limit", Rates = [new LimitRate(LimitUnit.Requests, most, TimeSpan.FromMinutes(1))] };

    private static Limit Tokens(long most) => new() { Id = "limit", Rates = [new LimitRate(LimitUnit.TotalTokens, most, TimeSpan.FromMinutes(1))] };

    private LimitRefusal? Enter(Call call, TokenNeed? need = null) => _book.Enter(Pass(call, need ?? TokenNeed.None), false, CancellationToken.None).Refusal;

    private LimitPass Pass(Call call, TokenNeed need) => _book.OfCall(call, new LimitsOptions(), _ => need)!;

    private Call Of(string key = "key_1", string? user = null, string[]? teams = null, string? tag = null)
    {
        var call = Given.Call(_time);
        call.State.Caller = new Caller(Given.Key(key)) { Principal = user is null ? null : new Principal(PrincipalKind.User, user, user), Teams = teams ?? [] };
        call.State.Model = Given.Model("gpt");
        if (tag is not null)
        {
            call.State.Tags = new Dictionary<string, string> { ["project"] = tag };
        }

        return call;
    }
}
