using System.Data.Common;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>The rows of encrypted secrets. A change is on the disk when it returns.</summary>
internal sealed class SecretTable(SqliteDatabase database)
{
    private const string Load = "select name, version, description, content, data_key, master_key, created_at, updated_at, updated_by from kept_secrets";

    // One statement, so that of two who changed the same version one is told so.
    private const string Save =
        """
        insert into kept_secrets (name, version, description, content, data_key, master_key, created_at, updated_at, updated_by)
        values (@name, @version, @description, @content, @data_key, @master_key, @created_at, @updated_at, @updated_by)
        on conflict (name) do update set version = excluded.version, description = excluded.description, content = excluded.content, data_key = excluded.data_key,
          master_key = excluded.master_key, created_at = excluded.created_at, updated_at = excluded.updated_at, updated_by = excluded.updated_by
        where kept_secrets.version = excluded.version - 1
        """;

    private const string Rewrap =
        "update kept_secrets set data_key = @data_key, master_key = @master_key where name = @name and version = @version and master_key = @before";

    /// <summary>Every row, by name, those of deleted secrets too.</summary>
    public Task<IReadOnlyList<SecretRow>> LoadAsync(CancellationToken ct) => ReadAsync(Load + " order by name", [], ct);

    /// <summary>The row of a name.</summary>
    public async Task<SecretRow?> FindAsync(string name, CancellationToken ct) =>
        (await ReadAsync(Load + " where name = @name", [("@name", name)], ct)) is [var row] ? row : null;

    /// <summary>Puts a row in the place of the version before; false when that is not there any more.</summary>
    public async Task<bool> SaveAsync(SecretRow row, CancellationToken ct)
    {
        await using var connection = await database.OpenWriterAsync(durable: true, ct);
        await using var command = connection.Command(
            Save,
            ("@name", row.Name),
            ("@version", row.Version),
            ("@description", row.Description),
            ("@content", row.Content),
            ("@data_key", row.DataKey),
            ("@master_key", row.MasterKey),
            ("@created_at", Micros.Of(row.CreatedAt)),
            ("@updated_at", Micros.Of(row.UpdatedAt)),
            ("@updated_by", row.UpdatedBy));
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>Gives a row its data key wrapped anew; false when the row is another by now.</summary>
    public async Task<bool> RewrapAsync(SecretRow row, string dataKey, string masterKey, CancellationToken ct)
    {
        await using var connection = await database.OpenWriterAsync(durable: true, ct);
        await using var command = connection.Command(
            Rewrap, ("@data_key", dataKey), ("@master_key", masterKey), ("@name", row.Name), ("@version", row.Version), ("@before", row.MasterKey));
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    private async Task<IReadOnlyList<SecretRow>> ReadAsync(string sql, (string, object?)[] parameters, CancellationToken ct)
    {
        var rows = new List<SecretRow>();
        await using var connection = await database.OpenReaderAsync(ct);
        await using var command = connection.Command(sql, parameters);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            rows.Add(Read(row));
        }

        return rows;
    }

    private static SecretRow Read(DbDataReader row) => new(row.Text("name")!, row.Number("version")!.Value)
    {
        Description = row.Text("description"),
        Content = row.Text("content"),
        DataKey = row.Text("data_key"),
        MasterKey = row.Text("master_key"),
        CreatedAt = Micros.Time(row.Number("created_at")!.Value),
        UpdatedAt = Micros.Time(row.Number("updated_at")!.Value),
        UpdatedBy = row.Text("updated_by")!,
    };
}
