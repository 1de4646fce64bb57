using Penstock.Pipeline.Responses;
using Penstock.Secrets;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>Keeps responses in the database, their content encrypted. A change is in the database when it returns.</summary>
internal sealed class ResponseStore(SqliteDatabase database, ContentCipher cipher) : IResponseStore
{
    private const string Find =
        """
        select model, provider, content, created_at, expires_at from kept_responses
        where id = @id and key_id = @key_id and expires_at > @now
        """;

    private const string Save =
        """
        insert into kept_responses (id, key_id, model, provider, content, created_at, expires_at)
        values (@id, @key_id, @model, @provider, @content, @created_at, @expires_at)
        on conflict (key_id, id) do update set model = excluded.model, provider = excluded.provider, content = excluded.content,
          created_at = excluded.created_at, expires_at = excluded.expires_at
        """;

    /// <inheritdoc/>
    public async Task<KeptResponse?> FindAsync(string id, string keyId, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await database.OpenReaderAsync(ct);
        await using var command = connection.Command(Find, ("@id", id), ("@key_id", keyId), ("@now", Micros.Of(now)));
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
        {
            return null;
        }

        // One that cannot be decrypted, since the key was lost, is as good as none.
        var content = row.Text("content") is { } kept ? cipher.Decrypt(Convert.FromBase64String(kept), Owner(id, keyId)) : [];
        return content is null ? null : new KeptResponse(
            id, keyId, row.Text("model")!, row.Text("provider"), content, Micros.Time(row.Number("created_at")!.Value), Micros.Time(row.Number("expires_at")!.Value));
    }

    /// <inheritdoc/>
    public async Task SaveAsync(KeptResponse response, CancellationToken ct)
    {
        await using var connection = await database.OpenWriterAsync(durable: false, ct);
        await using var command = connection.Command(
            Save,
            ("@id", response.Id),
            ("@key_id", response.KeyId),
            ("@model", response.Model),
            ("@provider", response.Provider),
            ("@content", response.Content.IsEmpty ? null : Convert.ToBase64String(cipher.Encrypt(response.Content.Span, Owner(response.Id, response.KeyId)))),
            ("@created_at", Micros.Of(response.CreatedAt)),
            ("@expires_at", Micros.Of(response.ExpiresAt)));
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string id, string keyId, CancellationToken ct)
    {
        await using var connection = await database.OpenWriterAsync(durable: false, ct);
        await using var command = connection.Command("delete from kept_responses where id = @id and key_id = @key_id", ("@id", id), ("@key_id", keyId));
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    /// <inheritdoc/>
    public async Task<int> SweepAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await database.OpenWriterAsync(durable: false, ct);
        await using var command = connection.Command("delete from kept_responses where expires_at <= @now", ("@now", Micros.Of(now)));
        return await command.ExecuteNonQueryAsync(ct);
    }

    private static string Owner(string id, string keyId) => $"{keyId}\n{id}";
}
