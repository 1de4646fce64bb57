using Microsoft.Data.Sqlite;
using Penstock.Pipeline.Ledger;
using SQLitePCL;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>
/// The prepared statement that stores one record. It binds by place through SQLite's own interface: by name through the
/// provider, once for each of the columns of each record, it took as long as all the rest of storing it.
/// </summary>
internal sealed class CallUpsert : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public CallUpsert(SqliteConnection connection)
    {
        _database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, CallSql.Upsert, out _statement), _database);
    }

    /// <summary>Stores a record in the transaction that is open.</summary>
    /// <exception cref="SqliteException">SQLite refused.</exception>
    public void Run(CallRecord record)
    {
        for (var i = 0; i < CallSql.Columns.Count; i++)
        {
            Bind(i + 1, CallSql.Columns[i].Value(record));
        }

        var result = raw.sqlite3_step(_statement);
        raw.sqlite3_reset(_statement);
        SqliteException.ThrowExceptionForRC(result == raw.SQLITE_DONE ? raw.SQLITE_OK : result, _database);
    }

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private void Bind(int place, ColumnValue value) => _ = value switch
    {
        { Text: { } text } => raw.sqlite3_bind_text(_statement, place, text),
        { Number: { } number } => raw.sqlite3_bind_int64(_statement, place, number),
        _ => raw.sqlite3_bind_null(_statement, place),
    };
}
