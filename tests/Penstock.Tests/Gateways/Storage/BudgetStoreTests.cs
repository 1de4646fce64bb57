using Penstock.Gateways.Storage.Journals;
using Penstock.Pipeline.Budgets;
using Xunit;

namespace Penstock.Tests.Gateways.Storage;

/// <summary>Complaint A7 of gateways.md, section 5: what was spent was counted twice, or forgotten.</summary>
public sealed class BudgetStoreTests
{
    private static readonly long Now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1000;
    private static readonly BudgetLine House = new("house", "", Now);
    private static readonly BudgetLine User = new("each", "user=user_1, model=a/b", Now);

    [Fact]
    public async Task Gives_back_what_was_spent_and_what_is_still_held_after_a_restart()
    {
        await using var storage = await StorageUnderTest.OpenAsync();
        var store = storage.Open.Budgets;
        await store.AppendAsync(Hold("call_1", 500, House, User), TestContext.Current.CancellationToken);
        await store.AppendAsync(Hold("call_2", 300, House), TestContext.Current.CancellationToken);
        await store.AppendAsync(new BudgetEntry(BudgetEntryKind.Settle, "call_1", 420, [House, User]), TestContext.Current.CancellationToken);
        await store.AppendAsync(BudgetEntry.Beat, TestContext.Current.CancellationToken);

        await storage.StopAsync();
        await storage.StartAsync();
        var state = await storage.Open.Budgets.LoadAsync(TestContext.Current.CancellationToken);
        Assert.Equal([(User, 420L), (House, 420L)], state.Spent.OrderBy(one => one.Line.Budget, StringComparer.Ordinal));
        var open = Assert.Single(state.Open);
        Assert.Equal(("call_2", 300L, 7L, 9L, 11L, 13L), (open.CallId, open.Units, open.Since, open.Until, open.AtOnce, open.PerSecond));
        Assert.Equal([House], open.Lines);
        Assert.InRange(state.Alive, Now - 10_000_000, Now + 600_000_000);

        // What was held before the restart is settled after it, and counts once.
        await storage.Open.Budgets.AppendAsync(new BudgetEntry(BudgetEntryKind.Change, "call_2", 350, [House]), TestContext.Current.CancellationToken);
        await storage.Open.Budgets.AppendAsync(new BudgetEntry(BudgetEntryKind.Settle, "call_2", 30, [House]), TestContext.Current.CancellationToken);
        await storage.StopAsync();
        await storage.StartAsync();
        state = await storage.Open.Budgets.LoadAsync(TestContext.Current.CancellationToken);
        Assert.Empty(state.Open);
        Assert.Equal(450, state.Spent.Single(one => one.Line == House).Units);
    }

    [Fact]
    public void An_entry_that_is_none_is_said_to_be_none()
    {
        Assert.True(BudgetEntryJson.Is("[\"budget\",0"u8));
        Assert.False(BudgetEntryJson.Is("{\"id\":\"call_1\",\"budget\":0}"u8));
        Assert.Throws<System.Text.Json.JsonException>(() => BudgetEntryJson.Read("[\"budget\",9,\"x\",0,0,0,0,0]"u8));
        Assert.Throws<System.Text.Json.JsonException>(() => BudgetEntryJson.Read("[\"budget\",\"x\",\"x\",0,0,0,0,0]"u8));
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => BudgetEntryJson.Read("[\"budget\","u8));
    }

    private static BudgetEntry Hold(string call, long units, params BudgetLine[] lines) =>
        new(BudgetEntryKind.Hold, call, units, lines) { Since = 7, Until = 9, AtOnce = 11, PerSecond = 13 };
}
