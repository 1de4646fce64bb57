using Microsoft.Data.Sqlite;
using Penstock.Gateways.Storage.Audit;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>
/// What storing records takes, prepared once a connection: the record, its link in the audit trail's chain, its tags, and what it adds to
/// the roll-ups of usage; all in the transaction that is open.
/// </summary>
internal sealed class CallStatements : IDisposable
{
    private readonly AuditChain _chain;
    private readonly SqliteConnection _connection;
    private readonly BoundStatement _insert;
    private readonly BoundStatement _replace;
    private readonly BoundStatement _link;
    private readonly BoundStatement _tag;
    private readonly BoundStatement _dropTags;
    private readonly UsageStatements _usage;
    private readonly CanonicalBytes _bytes = new();
    private readonly ColumnValue[] _values = new ColumnValue[CallSql.Columns.Count + 2];

    public CallStatements(SqliteConnection connection, AuditChain chain)
    {
        (_connection, _chain) = (connection, chain);
        _insert = new BoundStatement(connection, CallSql.Insert);
        _replace = new BoundStatement(connection, CallSql.Replace);
        _link = new BoundStatement(connection, AuditSql.InsertLink);
        _tag = new BoundStatement(connection, "insert into call_tags (name, call_id, value) values (@name, @call_id, @value) on conflict (name, call_id) do update set value = excluded.value");
        _dropTags = new BoundStatement(connection, "delete from call_tags where call_id = @call_id");
        _usage = new UsageStatements(connection);
    }

    /// <summary>Stores records.</summary>
    public async Task RunAsync(SqliteTransaction transaction, IReadOnlyList<CallRecord> records, CancellationToken ct)
    {
        var end = await _chain.EndAsync(_connection, transaction, ct);
        foreach (var record in records)
        {
            end = Store(transaction, record, end);
        }

        _usage.Flush();
        await _chain.SaveEndAsync(_connection, transaction, end, ct);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<IDisposable>)[_insert, _replace, _link, _tag, _dropTags, _usage])
        {
            statement.Dispose();
        }
    }

    private AuditEnd Store(SqliteTransaction transaction, CallRecord record, AuditEnd end)
    {
        var columns = CallSql.Columns.Count;
        for (var i = 0; i < columns; i++)
        {
            // No database reads a NUL back as it was, and then the digest would not fit.
            var value = CallSql.Columns[i].Value(record);
            _values[i] = value.Text is { } text && text.Contains('\0') ? text.Replace('\0', '\uFFFD') : value;
        }

        var sequence = end.Sequence + 1;
        _values[columns] = _chain.Node;
        _values[columns + 1] = sequence;
        if (_insert.Run(_values) == 0)
        {
            _usage.Take(Find(transaction, record.Id), -1);
            _dropTags.Run(record.Id);
            _replace.Run(_values);
        }

        _usage.Take(record, 1);
        foreach (var (name, value) in record.GovernedTags)
        {
            _tag.Run(name, record.Id, value);
        }

        var digest = CallSql.Digest(_bytes, _values);
        var hash = AuditLink.HashOf(_bytes, _chain.Node, end.Hash, sequence, record.StartedAt, record.Id, digest);
        _link.Run(_chain.Node, sequence, record.StartedAt, record.Id, digest, hash);
        return new AuditEnd(sequence, hash);
    }

    private CallRecord Find(SqliteTransaction transaction, string id)
    {
        using var command = _connection.Command(CallSql.Find, ("@id", id));
        command.Transaction = transaction;
        using var row = command.ExecuteReader();
        return row.Read() ? CallSql.Read(row) : throw new InvalidOperationException($"The call {id} was there a moment ago.");
    }
}
