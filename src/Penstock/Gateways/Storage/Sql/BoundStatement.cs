using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>
/// A prepared statement that the shipper runs for each record. It binds by place through SQLite's own interface: by name through the
/// provider, once for each of the columns of each record, it took as long as all the rest of storing it.
/// </summary>
internal sealed class BoundStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public BoundStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, sql, out _statement), _database);
    }

    /// <summary>Runs it in the transaction that is open; the result is how many rows it changed.</summary>
    /// <exception cref="SqliteException">SQLite refused.</exception>
    public int Run(params ReadOnlySpan<ColumnValue> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Bind(i + 1, values[i]);
        }

        var result = raw.sqlite3_step(_statement);
        raw.sqlite3_reset(_statement);
        SqliteException.ThrowExceptionForRC(result == raw.SQLITE_DONE ? raw.SQLITE_OK : result, _database);
        return raw.sqlite3_changes(_database);
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
