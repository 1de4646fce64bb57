using System.Text;
using Penstock.Domain.Money;
using Penstock.Gateways.Storage.Journals;
using Penstock.Gateways.Storage.Sql;
using Penstock.Pipeline.Budgets;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage;

/// <summary>
/// Keeps what calls hold in a mapped file while they run, and what they have cost in the journal, in one frame with the call's record: of a call there is
/// always one of the two. What does not fit into the file, and what outlived a server, is in the journal too, and gets into the database with the calls.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="holds">The file.</param>
/// <param name="shipper">What carries the journal to the database.</param>
/// <param name="database">The database.</param>
/// <param name="time">The clock.</param>
/// <param name="alive">When the journal was written last before it was opened; null when it never was.</param>
internal sealed class BudgetStore(Journal journal, HoldFile holds, JournalShipper shipper, SqliteDatabase database, TimeProvider time, DateTimeOffset? alive) : IBudgetStore, ILedger
{
    // The longest window, and a little: what was spent before no longer counts for any budget but those of all time.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(370);

    /// <inheritdoc/>
    public ValueTask AppendAsync(BudgetEntry entry, CancellationToken ct) => entry.Kind switch
    {
        // While the journal takes nothing it must say so to calls that begin: what they will have cost could not be recorded.
        BudgetEntryKind.Hold when !journal.Failing && holds.TryKeep(entry) => ValueTask.CompletedTask,
        BudgetEntryKind.Change when holds.TryKeep(entry) => ValueTask.CompletedTask,
        BudgetEntryKind.Change => ReleaseAfterAsync(journal.AppendAsync(entry, ct), entry.CallId),
        _ => journal.AppendAsync(entry, ct),
    };

    /// <inheritdoc/>
    public ValueTask AppendAsync(CallRecord record, CancellationToken ct)
    {
        var appending = journal.AppendAsync(record, ct);
        if (record.SettledOn.Count == 0)
        {
            return appending;
        }

        if (!appending.IsCompletedSuccessfully)
        {
            return ReleaseAfterAsync(appending, record.Id);
        }

        holds.Release(record.Id);
        return appending;
    }

    /// <inheritdoc/>
    public async Task<BudgetState> LoadAsync(CancellationToken ct)
    {
        await shipper.CatchUpAsync(ct);
        if (holds.Left.Count > 0)
        {
            await TakeOverAsync(ct);
        }

        var spent = new List<(BudgetLine, long)>();
        var open = new List<BudgetEntry>();
        await using var connection = await database.OpenReaderAsync(ct);
        await using (var command = connection.Command(
            "select budget, scope, slot, spent from budget_spend where slot = 0 or slot >= @oldest order by slot", ("@oldest", Micros.Of(time.GetUtcNow() - Longest))))
        await using (var row = await command.ExecuteReaderAsync(ct))
        {
            while (await row.ReadAsync(ct))
            {
                spent.Add((new BudgetLine(row.GetString(0), row.GetString(1), row.GetInt64(2)), row.GetInt64(3)));
            }
        }

        await using (var command = connection.Command("select entry from budget_holds"))
        await using (var row = await command.ExecuteReaderAsync(ct))
        {
            while (await row.ReadAsync(ct))
            {
                open.Add(BudgetEntryJson.Read(Encoding.UTF8.GetBytes(row.GetString(0))));
            }
        }

        return new BudgetState(spent, open, alive is { } instant ? Micros.Of(instant) : long.MaxValue);
    }

    private async ValueTask ReleaseAfterAsync(ValueTask appending, string callId)
    {
        await appending;
        holds.Release(callId);
    }

    // A call whose record is there is settled by it. What others held is carried on in the database, before anything of it can be settled.
    private async Task TakeOverAsync(CancellationToken ct)
    {
        await using (var connection = await database.OpenReaderAsync(ct))
        {
            foreach (var entry in holds.Left)
            {
                await using var command = connection.Command("select 1 from calls where id = @id", ("@id", entry.CallId));
                if (await command.ExecuteScalarAsync(ct) is null)
                {
                    await journal.AppendAsync(entry, ct);
                }
            }
        }

        await shipper.CatchUpAsync(ct);
        holds.Forget();
    }
}
