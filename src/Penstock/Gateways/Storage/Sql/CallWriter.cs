using System.Data.Common;
using Microsoft.Data.Sqlite;
using Penstock.Gateways.Storage.Audit;
using Penstock.Gateways.Storage.Journals;
using Penstock.Pipeline.Budgets;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>
/// Writes batches of calls, each in one transaction with their links in the audit trail, their sums, and the journal's position, so that nothing is stored twice or left out
/// whenever it is interrupted. After an exception it must be closed; the next write opens a new connection.
/// </summary>
internal sealed class CallWriter(SqliteDatabase database, string journal, AuditChain chain) : IAsyncDisposable
{
    private SqliteConnection? _connection;
    private CallStatements? _statements;
    private BudgetWriter? _budgets;

    /// <summary>How far the journal was read; null when it never was.</summary>
    public async Task<JournalPosition?> FindPositionAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenReaderAsync(ct);
        await using var command = connection.Command(CallSql.FindPosition, ("@journal", journal));
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? new JournalPosition(row.GetInt64(0), row.GetInt64(1)) : null;
    }

    /// <summary>Stores records, the entries of the budgets, and the position behind them.</summary>
    public async Task WriteAsync(IReadOnlyList<CallRecord> records, IReadOnlyList<BudgetEntry> entries, JournalPosition position, CancellationToken ct)
    {
        if (!database.Exists)
        {
            throw new FileNotFoundException($"The database '{database.File}' is gone. Put it back.", database.File);
        }

        var connection = _connection ??= (SqliteConnection)await database.OpenWriterAsync(durable: false, ct);
        var statements = _statements ??= new CallStatements(connection, chain);
        var budgets = _budgets ??= await BudgetWriter.OpenAsync(connection, ct);
        await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync(ct);
        await statements.RunAsync(transaction, records, ct);
        await budgets.WriteAsync(transaction, entries, records, ct);
        await SaveAsync(connection, transaction, position, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Makes everything up to a position, written before, durable against a crash of the machine too.</summary>
    public async Task SecureAsync(JournalPosition position, CancellationToken ct)
    {
        await using var connection = await database.OpenWriterAsync(durable: true, ct);
        await SaveAsync(connection, null, position, ct);
    }

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        var (statements, connection) = (_statements, _connection);
        (_statements, _budgets, _connection) = (null, null, null);
        statements?.Dispose();
        if (connection is not null)
        {
            await connection.DisposeAsync();
        }
    }

    private async Task SaveAsync(DbConnection connection, DbTransaction? transaction, JournalPosition position, CancellationToken ct)
    {
        await using var command = connection.Command(
            CallSql.SavePosition,
            ("@journal", journal),
            ("@segment", position.Segment),
            ("@segment_offset", position.Offset));
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync(ct);
    }
}
