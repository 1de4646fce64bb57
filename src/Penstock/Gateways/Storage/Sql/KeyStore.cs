using System.Data.Common;
using System.Net;
using System.Text.Json;
using Penstock.Audit;
using Penstock.Domain.Access;
using Penstock.Gateways.Storage.Audit;
using Penstock.Pipeline.Authenticate;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>Keeps keys in the database. A change is on the disk when it returns.</summary>
internal sealed class KeyStore(SqliteDatabase database, AuditChain chain, TimeProvider time) : IKeyStore
{
    private static readonly Dictionary<string, OwnerKind> Owners =
        Enum.GetValues<OwnerKind>().ToDictionary(kind => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()), StringComparer.Ordinal);

    private const string Load =
        """
        select id, name, prefix, hash, allowed_models, requests_per_minute, max_concurrent_calls, expires_at, created_at, updated_at,
          revoked_at, version, is_admin, owner_kind, owner_id, permissions, allowed_networks, tags, client_tags, previous_hash, previous_until
        from api_keys
        """;

    // One statement, so that of two who changed the same version one is told so.
    private const string Save =
        """
        insert into api_keys (id, name, prefix, hash, allowed_models, requests_per_minute, max_concurrent_calls, expires_at, created_at,
          updated_at, revoked_at, version, is_admin, owner_kind, owner_id, permissions, allowed_networks, tags, client_tags, previous_hash, previous_until)
        values (@id, @name, @prefix, @hash, @allowed_models, @requests_per_minute, @max_concurrent_calls, @expires_at, @created_at,
          @updated_at, @revoked_at, @version, @is_admin, @owner_kind, @owner_id, @permissions, @allowed_networks, @tags, @client_tags, @previous_hash, @previous_until)
        on conflict (id) do update set name = excluded.name, prefix = excluded.prefix, hash = excluded.hash,
          allowed_models = excluded.allowed_models, requests_per_minute = excluded.requests_per_minute,
          max_concurrent_calls = excluded.max_concurrent_calls, expires_at = excluded.expires_at, created_at = excluded.created_at,
          updated_at = excluded.updated_at, revoked_at = excluded.revoked_at, version = excluded.version, is_admin = excluded.is_admin,
          owner_kind = excluded.owner_kind, owner_id = excluded.owner_id, permissions = excluded.permissions, allowed_networks = excluded.allowed_networks,
          tags = excluded.tags, client_tags = excluded.client_tags, previous_hash = excluded.previous_hash, previous_until = excluded.previous_until
        where api_keys.version = excluded.version - 1
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ApiKey>> LoadAsync(CancellationToken ct)
    {
        var keys = new List<ApiKey>();
        await using var connection = await database.OpenReaderAsync(ct);
        await using var command = connection.Command(Load);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            keys.Add(Read(row));
        }

        return keys;
    }

    /// <inheritdoc/>
    public async Task<bool> SaveAsync(ApiKey key, string action, Actor by, CancellationToken ct)
    {
        await using var connection = await database.OpenWriterAsync(durable: true, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var before = await FindAsync(connection, transaction, key.Id, ct);
        await using var command = connection.Command(
            Save,
            ("@id", key.Id),
            ("@name", key.Name),
            ("@prefix", key.Prefix),
            ("@hash", key.Hash),
            ("@allowed_models", List(key.AllowedModels)),
            ("@requests_per_minute", (long?)key.RequestsPerMinute),
            ("@max_concurrent_calls", (long?)key.MaxConcurrentCalls),
            ("@expires_at", Micro(key.ExpiresAt)),
            ("@created_at", Micro(key.CreatedAt)),
            ("@updated_at", Micro(key.UpdatedAt)),
            ("@revoked_at", Micro(key.RevokedAt)),
            ("@version", key.Version),
            ("@is_admin", key.IsAdmin ? 1L : 0L),
            ("@owner_kind", key.Owner is { } owner ? JsonNamingPolicy.SnakeCaseLower.ConvertName(owner.Kind.ToString()) : null),
            ("@owner_id", key.Owner?.Id),
            ("@permissions", List(key.Permissions is { } part ? [.. part.Each().Select(permission => permission.Name())] : null)),
            ("@allowed_networks", List(key.AllowedNetworks?.Select(network => network.ToString()).ToArray())),
            ("@tags", key.Tags.Count == 0 ? null : JsonSerializer.Serialize(key.Tags, ColumnJson.Default.IReadOnlyDictionaryStringString)),
            ("@client_tags", List(key.ClientTags.Count == 0 ? null : key.ClientTags)),
            ("@previous_hash", key.PreviousHash),
            ("@previous_until", Micro(key.PreviousUntil)));
        command.Transaction = transaction;
        if (await command.ExecuteNonQueryAsync(ct) != 1)
        {
            return false;
        }

        var entry = new AuditEntry(by, action, "key", key.Id, time.GetUtcNow()) { Before = before is null ? null : Shown(before), After = Shown(key) };
        await chain.AppendAsync(connection, transaction, entry, ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(string Key, DateTimeOffset Last)>> LoadUsesAsync(CancellationToken ct)
    {
        var uses = new List<(string, DateTimeOffset)>();
        await using var connection = await database.OpenReaderAsync(ct);
        await using var command = connection.Command("select id, last_used_at from api_keys where last_used_at is not null");
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            uses.Add((row.Text("id")!, Time(row, "last_used_at")!.Value));
        }

        return uses;
    }

    /// <inheritdoc/>
    public async Task SaveUsesAsync(IReadOnlyList<(string Key, DateTimeOffset Last)> uses, CancellationToken ct)
    {
        await using var connection = await database.OpenWriterAsync(durable: false, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        foreach (var (key, last) in uses)
        {
            // Another replica may have seen it later.
            await using var command = connection.Command(
                "update api_keys set last_used_at = @last where id = @id and (last_used_at is null or last_used_at < @last)", ("@id", key), ("@last", Micros.Of(last)));
            command.Transaction = transaction;
            await command.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }

    private static async Task<ApiKey?> FindAsync(DbConnection connection, DbTransaction transaction, string id, CancellationToken ct)
    {
        await using var command = connection.Command(Load + " where id = @id", ("@id", id));
        command.Transaction = transaction;
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? Read(row) : null;
    }

    // Whatever a key has, but for its hash: a member that is added is in the trail too.
    private static string Shown(ApiKey key) => JsonSerializer.Serialize(key with { Hash = "", PreviousHash = null }, ColumnJson.Default.ApiKey);

    private static ApiKey Read(DbDataReader row) => new()
    {
        Id = row.Text("id")!,
        Name = row.Text("name")!,
        Prefix = row.Text("prefix")!,
        Hash = row.Text("hash")!,
        AllowedModels = List(row.Text("allowed_models")),
        RequestsPerMinute = (int?)row.Number("requests_per_minute"),
        MaxConcurrentCalls = (int?)row.Number("max_concurrent_calls"),
        ExpiresAt = Time(row, "expires_at"),
        CreatedAt = Time(row, "created_at")!.Value,
        UpdatedAt = Time(row, "updated_at")!.Value,
        RevokedAt = Time(row, "revoked_at"),
        Version = row.Number("version")!.Value,
        IsAdmin = row.Number("is_admin") != 0,
        Owner = row.Text("owner_id") is { } owner ? new KeyOwner(Owners[row.Text("owner_kind")!], owner) : null,
        Permissions = List(row.Text("permissions")) is { } part ? Part(part) : null,
        AllowedNetworks = List(row.Text("allowed_networks"))?.Select(IPNetwork.Parse).ToArray(),
        Tags = row.Text("tags") is { } tags ? JsonSerializer.Deserialize(tags, ColumnJson.Default.IReadOnlyDictionaryStringString)! : ApiKey.NoTags,
        ClientTags = List(row.Text("client_tags")) ?? [],
        PreviousHash = row.Text("previous_hash"),
        PreviousUntil = Time(row, "previous_until"),
    };

    // A permission that this version does not know gives nothing.
    private static PermissionSet Part(IReadOnlyList<string> names) => PermissionSet.Of([.. names.Select(PermissionNames.Find).OfType<Permission>()]);

    private static string? List(IReadOnlyList<string>? list) =>
        list is null ? null : JsonSerializer.Serialize(list, ColumnJson.Default.IReadOnlyListString);

    private static IReadOnlyList<string>? List(string? json) =>
        json is null ? null : JsonSerializer.Deserialize(json, ColumnJson.Default.IReadOnlyListString);

    private static long? Micro(DateTimeOffset? time) => time is { } value ? Micros.Of(value) : null;

    private static DateTimeOffset? Time(DbDataReader row, string column) => row.Number(column) is { } micros ? Micros.Time(micros) : null;
}
