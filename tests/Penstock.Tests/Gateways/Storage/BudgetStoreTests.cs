using Penstock.Domain.Money;
using Penstock.Gateways.Storage;
using Penstock.Gateways.Storage.Audit;
using Penstock.Gateways.Storage.Journals;
using Penstock.Gateways.Storage.Sql;
using Penstock.Pipeline.Budgets;
using Xunit;

namespace Penstock.Tests.Gateways.Storage;

/// <summary>Complaint A7 of gateways.md, section 5: what was spent was counted twice, or forgotten.</summary>
public sealed class BudgetStoreTests : IDisposable
{
    private static readonly long Now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1000;
    private static readonly BudgetLine House = new("house", "", Now);
    private static readonly BudgetLine User = new("each", "user=user_1, model=a/b", Now);
    private readonly TemporaryFolder _temporary = new();
    private readonly ListLogger _log = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gives_back_what_was_spent_and_what_is_still_held_after_a_restart()
    {
        await using var storage = await StorageUnderTest.OpenAsync();
        var store = storage.Open.Budgets;
        await store.AppendAsync(Hold(Records.Of(1).Id, 500, House, User), Ct);
        await store.AppendAsync(Hold("call_2", 300, House), Ct);
        await storage.Ledger.AppendAsync(Records.Of(1) with { Settled = 420, SettledOn = [House, User] }, Ct);
        await store.AppendAsync(BudgetEntry.Beat, Ct);

        await storage.StopAsync();
        await storage.StartAsync();
        var state = await storage.Open.Budgets.LoadAsync(Ct);
        Assert.Equal([(User, 420L), (House, 420L)], state.Spent.OrderBy(one => one.Line.Budget, StringComparer.Ordinal));
        var open = Assert.Single(state.Open);
        Assert.Equal(("call_2", 300L, 7L, 9L, 11L, 13L), (open.CallId, open.Units, open.Since, open.Until, open.AtOnce, open.PerSecond));
        Assert.Equal([House], open.Lines);
        Assert.InRange(state.Alive, Now - 10_000_000, Now + 600_000_000);

        // What was held before the restart is settled after it, and counts once.
        await storage.Open.Budgets.AppendAsync(new BudgetEntry(BudgetEntryKind.Change, "call_2", 350, [House]), Ct);
        await storage.Open.Budgets.AppendAsync(new BudgetEntry(BudgetEntryKind.Settle, "call_2", 30, [House]), Ct);
        await storage.StopAsync();
        await storage.StartAsync();
        state = await storage.Open.Budgets.LoadAsync(Ct);
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

    [Fact]
    public async Task Counts_a_call_once_whether_it_crashed_before_its_record_after_it_or_while_what_it_held_was_taken_over()
    {
        var (running, ended, unknown) = (Hold("call_0000000001", 500, House, User), Hold("call_0000000002", 300, House), Hold("call_0000000003", 50, User));
        await using (var parts = await OpenAsync("data"))
        {
            await parts.Store.AppendAsync(running, Ct);
            await parts.Store.AppendAsync(ended, Ct);
            await parts.Store.AppendAsync(Records.Of(2) with { Settled = 120, SettledOn = [House] }, Ct);
            await CrashAsync(parts, "data", "crashed");
        }

        // As if it had crashed between the record and the end of what was held.
        await using (var again = await OpenAsync("crashed"))
        {
            Assert.True(again.Holds.TryKeep(ended));
            Assert.True(again.Holds.TryKeep(unknown));
        }

        for (var start = 0; start < 2; start++)
        {
            // The second start is that after a crash in which what was taken over was not forgotten yet.
            await using var parts = await OpenAsync("crashed");
            if (start == 1)
            {
                Assert.True(parts.Holds.TryKeep(running));
            }

            var state = await parts.Store.LoadAsync(Ct);
            Assert.Equal([(House, 120L)], state.Spent);
            Assert.Equal(["call_0000000001", "call_0000000003"], state.Open.Select(entry => entry.CallId).Order());
            Assert.Equal((500L, 7L, 9L, 11L, 13L), state.Open.Where(entry => entry.CallId == running.CallId).Select(entry => (entry.Units, entry.Since, entry.Until, entry.AtOnce, entry.PerSecond)).Single());
        }

        await using (var last = await OpenAsync("crashed"))
        {
            Assert.DoesNotContain((await last.Store.LoadAsync(Ct)).Spent, one => one.Line == User);
            await last.Store.AppendAsync(new BudgetEntry(BudgetEntryKind.Settle, running.CallId, 20, running.Lines), Ct);
            await last.Store.AppendAsync(new BudgetEntry(BudgetEntryKind.Settle, unknown.CallId, 5, unknown.Lines), Ct);
            var state = await last.Store.LoadAsync(Ct);
            Assert.Empty(state.Open);
            Assert.Equal([(User, 25L), (House, 140L)], state.Spent.OrderBy(one => one.Line.Budget, StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Loses_and_doubles_no_call_in_a_crash_at_any_moment()
    {
        await using var parts = await OpenAsync("data");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var held = new int[4];
        var callers = Enumerable.Range(0, held.Length).Select(caller => Task.Run(
            async () =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                {
                    var record = Records.Of((caller * 1_000_000) + i) with { Settled = 7, SettledOn = [House] };
                    await parts.Store.AppendAsync(Hold(record.Id, 10, House), Ct);
                    Volatile.Write(ref held[caller], i + 1);
                    await parts.Store.AppendAsync(record, Ct);
                    if (i % 50 == 0)
                    {
                        await parts.Shipper.CatchUpAsync(Ct);
                    }
                }
            },
            Ct)).ToList();

        for (var crash = 0; crash < 5; crash++)
        {
            await parts.Shipper.CatchUpAsync(Ct);
            var before = held.ToArray();
            await CrashAsync(parts, "data", $"crash{crash}");
            await using var survivor = await OpenAsync($"crash{crash}");
            var state = await survivor.Store.LoadAsync(Ct);
            var recorded = await IdsAsync(survivor);
            Assert.Equal(7L * recorded.Count, state.Spent.Sum(one => one.Units));
            Assert.DoesNotContain(state.Open, open => recorded.Contains(open.CallId));
            var known = recorded.Concat(state.Open.Select(open => open.CallId)).ToHashSet();
            Assert.All(Enumerable.Range(0, held.Length), caller => Assert.All(Enumerable.Range(0, before[caller]), i => Assert.Contains(Records.Of((caller * 1_000_000) + i).Id, known)));
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers);
    }

    [Fact]
    public async Task Keeps_in_the_journal_what_has_no_place_in_the_file_and_lets_it_go_with_the_record()
    {
        var wide = Enumerable.Range(0, 40).Select(i => new BudgetLine($"budget_{i}", "", Now)).ToArray();
        await using var parts = await OpenAsync("data");
        await parts.Store.AppendAsync(Hold("call_0000000001", 10, wide), Ct);
        await parts.Store.AppendAsync(Hold("call_0000000002", 10, House), Ct);
        await parts.Store.AppendAsync(Hold("call_0000000002", 20, [House, .. wide]) with { Kind = BudgetEntryKind.Change }, Ct);
        Assert.Equal([("call_0000000001", 10L), ("call_0000000002", 20L)], (await parts.Store.LoadAsync(Ct)).Open.Select(open => (open.CallId, open.Units)).Order());
        await CrashAsync(parts, "data", "crashed");
        await using (var survivor = await OpenAsync("crashed"))
        {
            Assert.Empty(survivor.Holds.Left);
        }

        await parts.Store.AppendAsync(Records.Of(1) with { Settled = 3, SettledOn = wide }, Ct);
        await parts.Store.AppendAsync(Records.Of(2) with { Settled = 4, SettledOn = [House] }, Ct);
        var state = await parts.Store.LoadAsync(Ct);

        Assert.Empty(state.Open);
        Assert.Equal((4L + (40 * 3), 41), (state.Spent.Sum(one => one.Units), state.Spent.Count));
    }

    [Fact]
    public async Task Refuses_what_begins_while_the_journal_takes_nothing_and_goes_on_when_it_does_again()
    {
        var full = true;
        await using var parts = await OpenAsync("data", (file, bytes, offset) =>
        {
            if (full)
            {
                throw new IOException("No space left on device");
            }

            RandomAccess.Write(file, bytes, offset);
        });
        await parts.Store.AppendAsync(Hold("call_0000000001", 10, House), Ct);
        await Assert.ThrowsAsync<IOException>(async () => await parts.Store.AppendAsync(Records.Of(1) with { Settled = 3, SettledOn = [House] }, Ct));
        await Assert.ThrowsAsync<IOException>(async () => await parts.Store.AppendAsync(Hold("call_0000000002", 10, House), Ct));

        full = false;
        await parts.Store.AppendAsync(Hold("call_0000000003", 10, House), Ct);
        await parts.Store.AppendAsync(Hold("call_0000000004", 10, House), Ct);
        await CrashAsync(parts, "data", "crashed");

        // The one whose record was not taken is held on, as nothing says what it cost.
        await using var survivor = await OpenAsync("crashed");
        var state = await survivor.Store.LoadAsync(Ct);
        Assert.Equal(["call_0000000001", "call_0000000003", "call_0000000004"], state.Open.Select(open => open.CallId).Order());
        Assert.Empty(state.Spent);
    }

    public void Dispose() => _temporary.Dispose();

    private static async Task<HashSet<string>> IdsAsync(Parts parts)
    {
        var ids = new HashSet<string>();
        await using var connection = await parts.Database.OpenReaderAsync(Ct);
        await using var command = connection.Command("select id from calls");
        await using var row = await command.ExecuteReaderAsync(Ct);
        while (await row.ReadAsync(Ct))
        {
            Assert.True(ids.Add(row.GetString(0)));
        }

        return ids;
    }

    // Of a call that ends meanwhile what it held is copied before its record, as no crash would have neither.
    private async Task CrashAsync(Parts parts, string from, string to)
    {
        await using var connection = await parts.Database.OpenWriterAsync(durable: false, Ct);
        await connection.ExecuteAsync("begin immediate", Ct);
        foreach (var part in (string[])["holds", "db", "journal"])
        {
            TemporaryFolder.Copy(Path.Combine(_temporary[from], part), Path.Combine(_temporary[to], part));
        }

        await connection.ExecuteAsync("rollback", Ct);
    }

    private async Task<Parts> OpenAsync(string name, WriteAt? write = null)
    {
        var root = _temporary[name];
        Directory.CreateDirectory(Path.Combine(root, "holds"));
        var database = await SqliteDatabase.OpenAsync(Path.Combine(root, "db", "penstock.db"), TimeProvider.System, Ct);
        var journal = new Journal(new JournalFolder(Path.Combine(root, "journal")), TimeProvider.System, _log, write: write);
        var holds = new HoldFile(Path.Combine(root, "holds", "holds"), TimeProvider.System, _log);
        var shipper = new JournalShipper(journal, database, new AuditChain(journal.Folder.Id), TimeProvider.System, new Random(1), _log);
        return new Parts(database, journal, holds, shipper, new BudgetStore(journal, holds, shipper, database, TimeProvider.System, null));
    }

    private static BudgetEntry Hold(string call, long units, params BudgetLine[] lines) =>
        new(BudgetEntryKind.Hold, call, units, lines) { Since = 7, Until = 9, AtOnce = 11, PerSecond = 13 };

    private sealed record Parts(SqliteDatabase Database, Journal Journal, HoldFile Holds, JournalShipper Shipper, BudgetStore Store) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Journal.DisposeAsync();
            Holds.Dispose();
            await Shipper.DisposeAsync();
            Database.Dispose();
        }
    }
}
