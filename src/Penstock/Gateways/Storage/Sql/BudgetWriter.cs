using System.Data.Common;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Penstock.Domain.Money;
using Penstock.Gateways.Storage.Journals;
using Penstock.Pipeline.Budgets;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>
/// Writes what a batch says of budgets: what was spent is summed first, and a call that began and ended within the batch leaves no open reservation. After an exception
/// another is to be opened.
/// </summary>
internal sealed class BudgetWriter
{
    private const string Spend =
        """
        insert into budget_spend (budget, scope, slot, spent) values (@budget, @scope, @slot, @spent)
        on conflict (budget, scope, slot) do update set spent = budget_spend.spent + excluded.spent
        """;

    private const string Hold =
        """
        insert into budget_holds (call_id, entry) values (@call_id, @entry)
        on conflict (call_id) do update set entry = excluded.entry
        """;

    // The calls that have a row: most have none, as what they hold is not in the journal.
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<BudgetLine, long> _spent = [];
    private readonly Dictionary<string, BudgetEntry?> _holds = new(StringComparer.Ordinal);

    private BudgetWriter()
    {
    }

    /// <summary>Makes one for the one connection that writes.</summary>
    public static async Task<BudgetWriter> OpenAsync(DbConnection connection, CancellationToken ct)
    {
        var writer = new BudgetWriter();
        await using var command = connection.Command("select call_id from budget_holds");
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            writer._open.Add(row.GetString(0));
        }

        return writer;
    }

    /// <summary>Writes it in a transaction.</summary>
    public async Task WriteAsync(DbTransaction transaction, IReadOnlyList<BudgetEntry> entries, IReadOnlyList<CallRecord> records, CancellationToken ct)
    {
        _spent.Clear();
        _holds.Clear();
        foreach (var entry in entries)
        {
            switch (entry.Kind)
            {
                case BudgetEntryKind.Hold or BudgetEntryKind.Change:
                    _holds[entry.CallId] = entry;
                    break;
                case BudgetEntryKind.Settle:
                    Settle(entry.CallId, entry.Lines, entry.Units);
                    break;
            }
        }

        foreach (var record in records)
        {
            if (record is { SettledOn: { Count: > 0 } lines, Settled: { } units })
            {
                Settle(record.Id, lines, units);
            }
        }

        foreach (var (line, units) in _spent)
        {
            if (units != 0)
            {
                await RunAsync(transaction, Spend, ct, ("@budget", line.Budget), ("@scope", line.Scope), ("@slot", line.Slot), ("@spent", units));
            }
        }

        foreach (var (call, hold) in _holds)
        {
            if (hold is not null)
            {
                await RunAsync(transaction, Hold, ct, ("@call_id", call), ("@entry", Text(hold)));
                _open.Add(call);
            }
            else if (_open.Remove(call))
            {
                await RunAsync(transaction, "delete from budget_holds where call_id = @call_id", ct, ("@call_id", call));
            }
        }
    }

    private void Settle(string call, IReadOnlyList<BudgetLine> lines, long units)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_spent, lines[i], out _) += units;
        }

        if (_holds.ContainsKey(call) || _open.Contains(call))
        {
            _holds[call] = null;
        }
    }

    private static string Text(BudgetEntry entry)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            BudgetEntryJson.Write(json, entry);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static async Task RunAsync(DbTransaction transaction, string sql, CancellationToken ct, params (string Name, object? Value)[] parameters)
    {
        await using var command = transaction.Connection!.Command(sql, parameters);
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync(ct);
    }
}
