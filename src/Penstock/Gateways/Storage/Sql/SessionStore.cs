using System.Text.Json;
using Penstock.Domain.Access;
using Penstock.Pipeline.Authenticate;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>Keeps sessions in the database.</summary>
internal sealed class SessionStore(SqliteDatabase database) : ISessionStore
{
    private const string Save =
        """
        insert into sessions (hash, identity, created_at, seen_at) values (@hash, @identity, @created_at, @seen_at)
        on conflict (hash) do update set seen_at = excluded.seen_at
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Session>> LoadAsync(CancellationToken ct)
    {
        var sessions = new List<Session>();
        await using var connection = await database.OpenReaderAsync(ct);
        await using var command = connection.Command("select hash, identity, created_at, seen_at from sessions");
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            if (Identity(row.Text("identity")!) is { } identity)
            {
                sessions.Add(new Session(row.Text("hash")!, identity, Micros.Time(row.Number("created_at")!.Value), Micros.Time(row.Number("seen_at")!.Value)));
            }
        }

        return sessions;
    }

    /// <inheritdoc/>
    public async Task SaveAsync(Session session, CancellationToken ct)
    {
        await using var connection = await database.OpenWriterAsync(durable: false, ct);
        await using var command = connection.Command(
            Save,
            ("@hash", session.Hash),
            ("@identity", JsonSerializer.Serialize(session.Identity, SessionJson.Default.IssuedIdentity)),
            ("@created_at", Micros.Of(session.CreatedAt)),
            ("@seen_at", Micros.Of(session.SeenAt)));
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string hash, CancellationToken ct)
    {
        await using var connection = await database.OpenWriterAsync(durable: true, ct);
        await using var command = connection.Command("delete from sessions where hash = @hash", ("@hash", hash));
        await command.ExecuteNonQueryAsync(ct);
    }

    // One that another version wrote otherwise costs its owner a new login.
    private static IssuedIdentity? Identity(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, SessionJson.Default.IssuedIdentity);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
