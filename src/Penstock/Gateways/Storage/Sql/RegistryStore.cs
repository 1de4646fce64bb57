using System.Data.Common;
using System.Globalization;
using Penstock.Audit;
using Penstock.Domain.Access;
using Penstock.Gateways.Storage.Audit;
using Penstock.Registry;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>Keeps managed things in the database. A change, its version and its entry in the audit trail are on the disk together when it returns.</summary>
internal sealed class RegistryStore(SqliteDatabase database, AuditChain chain) : IRegistryStore
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<(string Kind, KeptItem Item)>> LoadAsync(CancellationToken ct)
    {
        var items = new List<(string, KeptItem)>();
        await using var connection = await database.OpenReaderAsync(ct);
        await using var command = connection.Command("select kind, id, version, body, created_at, updated_at, changed_by from kept_things order by kind, id");
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            items.Add((row.Text("kind")!, new KeptItem(
                row.Text("id")!, row.Text("body")!, row.Number("version")!.Value, Micros.Time(row.Number("created_at")!.Value), Micros.Time(row.Number("updated_at")!.Value), row.Text("changed_by")!)));
        }

        return items;
    }

    /// <inheritdoc/>
    public async Task<KeptItem?> SaveAsync(string kind, KeptItem item, KeptItem? before, Actor by, CancellationToken ct)
    {
        await using var connection = await database.OpenWriterAsync(durable: true, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await VersionAsync(transaction, kind, item.Id, ct) != before?.Version)
        {
            return null;
        }

        var saved = item with { Version = await NoteAsync(transaction, kind, item.Id, item.Body, item.UpdatedAt, by, ct) };
        await ExecuteAsync(transaction,
            """
            insert into kept_things (kind, id, version, body, created_at, updated_at, changed_by)
            values (@kind, @id, @version, @body, @created_at, @updated_at, @changed_by)
            on conflict (kind, id) do update set version = excluded.version, body = excluded.body, created_at = excluded.created_at,
              updated_at = excluded.updated_at, changed_by = excluded.changed_by
            """,
            ct,
            ("@kind", kind),
            ("@id", saved.Id),
            ("@version", saved.Version),
            ("@body", saved.Body),
            ("@created_at", Micros.Of(saved.CreatedAt)),
            ("@updated_at", Micros.Of(saved.UpdatedAt)),
            ("@changed_by", saved.ChangedBy));
        var entry = new AuditEntry(by, $"{kind}.{(before is null ? "create" : "change")}", kind, saved.Id, saved.UpdatedAt) { Before = before?.Body, After = saved.Body };
        await chain.AppendAsync(connection, transaction, entry, ct);
        await transaction.CommitAsync(ct);
        return saved;
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string kind, KeptItem before, DateTimeOffset at, Actor by, CancellationToken ct)
    {
        await using var connection = await database.OpenWriterAsync(durable: true, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await VersionAsync(transaction, kind, before.Id, ct) != before.Version)
        {
            return false;
        }

        await NoteAsync(transaction, kind, before.Id, null, at, by, ct);
        await ExecuteAsync(transaction, "delete from kept_things where kind = @kind and id = @id", ct, ("@kind", kind), ("@id", before.Id));
        await chain.AppendAsync(connection, transaction, new AuditEntry(by, $"{kind}.delete", kind, before.Id, at) { Before = before.Body }, ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KeptVersion>> HistoryAsync(string kind, string id, CancellationToken ct)
    {
        var versions = new List<KeptVersion>();
        await using var connection = await database.OpenReaderAsync(ct);
        await using var command = connection.Command(
            "select version, body, changed_at, changed_by from kept_versions where kind = @kind and id = @id order by version desc", ("@kind", kind), ("@id", id));
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            versions.Add(new KeptVersion(row.Number("version")!.Value, row.Text("body"), Micros.Time(row.Number("changed_at")!.Value), row.Text("changed_by")!));
        }

        return versions;
    }

    private static async Task<long?> VersionAsync(DbTransaction transaction, string kind, string id, CancellationToken ct)
    {
        await using var command = Command(transaction, "select version from kept_things where kind = @kind and id = @id", ("@kind", kind), ("@id", id));
        return await command.ExecuteScalarAsync(ct) is long version ? version : null;
    }

    // The number goes on over a deletion: an entity tag of the old thing never fits a new one.
    private static async Task<long> NoteAsync(DbTransaction transaction, string kind, string id, string? body, DateTimeOffset at, Actor by, CancellationToken ct)
    {
        await using var last = Command(transaction, "select coalesce(max(version), 0) from kept_versions where kind = @kind and id = @id", ("@kind", kind), ("@id", id));
        var version = Convert.ToInt64(await last.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture) + 1;
        await ExecuteAsync(transaction,
            "insert into kept_versions (kind, id, version, body, changed_at, changed_by) values (@kind, @id, @version, @body, @changed_at, @changed_by)",
            ct,
            ("@kind", kind),
            ("@id", id),
            ("@version", version),
            ("@body", body),
            ("@changed_at", Micros.Of(at)),
            ("@changed_by", by.Id));
        return version;
    }

    private static async Task ExecuteAsync(DbTransaction transaction, string sql, CancellationToken ct, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(transaction, sql, parameters);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static DbCommand Command(DbTransaction transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = transaction.Connection!.Command(sql, parameters);
        command.Transaction = transaction;
        return command;
    }
}
