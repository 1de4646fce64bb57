using System.Data.Common;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Penstock.Gateways.Storage.Journals;
using Penstock.Pipeline.Budgets;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>Writes the budgets' entries of a batch: what was spent is summed first, and a call that began and ended within the batch leaves no open reservation.</summary>
internal static class BudgetWriter
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

    /// <summary>Writes them in a transaction.</summary>
    public static async Task WriteAsync(DbTransaction transaction, IReadOnlyList<BudgetEntry> entries, CancellationToken ct)
    {
        var spent = new Dictionary<BudgetLine, long>();
        var holds = new Dictionary<string, (BudgetEntry? Held, bool Begun)>(entries.Count, StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            switch (entry.Kind)
            {
                case BudgetEntryKind.Hold or BudgetEntryKind.Change:
                    ref var begun = ref CollectionsMarshal.GetValueRefOrAddDefault(holds, entry.CallId, out _);
                    begun = (entry, begun.Begun || entry.Kind == BudgetEntryKind.Hold);
                    break;
                case BudgetEntryKind.Settle:
                    CollectionsMarshal.GetValueRefOrAddDefault(holds, entry.CallId, out _).Held = null;
                    foreach (var line in entry.Lines)
                    {
                        CollectionsMarshal.GetValueRefOrAddDefault(spent, line, out _) += entry.Units;
                    }

                    break;
            }
        }

        foreach (var (line, units) in spent)
        {
            if (units != 0)
            {
                await RunAsync(transaction, Spend, ct, ("@budget", line.Budget), ("@scope", line.Scope), ("@slot", line.Slot), ("@spent", units));
            }
        }

        foreach (var (call, hold) in holds)
        {
            if (hold.Held is { } held)
            {
                await RunAsync(transaction, Hold, ct, ("@call_id", call), ("@entry", Text(held)));
            }
            else if (!hold.Begun)
            {
                await RunAsync(transaction, "delete from budget_holds where call_id = @call_id", ct, ("@call_id", call));
            }
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
