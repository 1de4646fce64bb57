using System.Text;
using Penstock.Gateways.Storage.Journals;
using Penstock.Gateways.Storage.Sql;
using Penstock.Pipeline.Budgets;

namespace Penstock.Gateways.Storage;

/// <summary>Keeps the budgets' entries in the journal of calls, from where they get into the database in one transaction with the calls.</summary>
/// <param name="journal">The journal.</param>
/// <param name="shipper">What carries them.</param>
/// <param name="database">The database.</param>
/// <param name="time">The clock.</param>
/// <param name="alive">When the journal was written last before it was opened; null when it never was.</param>
internal sealed class BudgetStore(Journal journal, JournalShipper shipper, SqliteDatabase database, TimeProvider time, DateTimeOffset? alive) : IBudgetStore
{
    // The longest window, and a little: what was spent before no longer counts for any budget but those of all time.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(370);

    /// <inheritdoc/>
    public ValueTask AppendAsync(BudgetEntry entry, CancellationToken ct) => journal.AppendAsync(entry, ct);

    /// <inheritdoc/>
    public ValueTask LeaveAsync(BudgetEntry entry, CancellationToken ct) => journal.LeaveAsync(entry, ct);

    /// <inheritdoc/>
    public async Task<BudgetState> LoadAsync(CancellationToken ct)
    {
        await shipper.CatchUpAsync(ct);
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
}
