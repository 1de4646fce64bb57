using System.Data.Common;
using System.Security.Cryptography;
using Penstock.Gateways.Storage.Sql;
using Penstock.Secrets;

namespace Penstock.Gateways.Secrets.Database;

/// <summary>
/// The database as a store: <c>secret:db/openai</c>. Each value is encrypted (AES-256-GCM) under a key of its own, which is wrapped by the master key;
/// both are bound to the secret's name and version, so that no row can be given another's, nor an older one of its own.
/// </summary>
/// <param name="table">The rows.</param>
/// <param name="keys">The master keys.</param>
/// <param name="time">The clock.</param>
internal sealed class DatabaseSecrets(SecretTable table, MasterKeys keys, TimeProvider time) : ISecretStore, IKeptSecrets
{
    /// <summary>The store's name; no other may have it.</summary>
    public const string Name = "db";

    /// <summary>Told when a secret has another value, by name, or all may; awaited before the change is answered.</summary>
    public Func<string?, CancellationToken, Task> Changed { get; set; } = static (_, _) => Task.CompletedTask;

    public async Task<SecretReading> ReadAsync(string path, string? field, CancellationToken ct)
    {
        try
        {
            if (await table.FindAsync(path, ct) is not { Content: { } content } row)
            {
                return SecretReading.Not(SecretFaultKind.NotFound, $"There is no secret '{path}' in the database. Store it with POST /api/v1/secrets.");
            }

            var (ring, fault) = keys.Current();
            if (ring.FirstOrDefault(key => key.Id == row.MasterKey) is not { } master)
            {
                return SecretReading.Not(SecretFaultKind.Unreadable, $"The secret '{path}' of the database is under the master key {row.MasterKey}, which is not at hand. Give it in {MasterKeys.OldVariable}, or store the secret anew.{(fault is null ? "" : " " + fault.Message)}");
            }

            var value = master.Unwrap(row.DataKey!, row.Name, row.Version) is { } key ? MasterKey.Open(key, content, row.Name, row.Version) : null;
            return value is null
                ? SecretReading.Not(SecretFaultKind.Unreadable, $"The secret '{path}' of the database was changed by somebody else than Penstock. Store it anew.")
                : SecretField.Of(value, field, $"'{path}' of the database");
        }
        catch (Exception exception) when (exception is DbException or IOException or FormatException)
        {
            return SecretReading.Not(SecretFaultKind.Unavailable, $"The secret '{path}' cannot be read from the database ({exception.GetType().Name}).");
        }
    }

    public async Task<IReadOnlyList<KeptSecret>> ListAsync(CancellationToken ct)
    {
        var (ring, _) = keys.Current();
        return [.. (await table.LoadAsync(ct)).Where(row => row.Content is not null).Select(row => Kept(row, ring))];
    }

    public async Task<(KeptSecret? Secret, SecretFault? Fault)> SaveAsync(string name, string value, string? description, KeptSecret? before, string by, CancellationToken ct)
    {
        var rows = await table.LoadAsync(ct);
        var (master, fault) = keys.Newest(needed: rows.Any(row => row.Content is not null));
        if (master is null)
        {
            return (null, fault);
        }

        var old = rows.FirstOrDefault(row => row.Name == name);
        if ((old?.Content is null ? null : (long?)old.Version) != before?.Version)
        {
            return (null, null);
        }

        var (now, version, key) = (time.GetUtcNow(), (old?.Version ?? 0) + 1, RandomNumberGenerator.GetBytes(32));
        var row = new SecretRow(name, version)
        {
            Description = description,
            Content = MasterKey.Seal(key, value, name, version),
            DataKey = master.Wrap(key, name, version),
            MasterKey = master.Id,
            CreatedAt = before?.CreatedAt ?? now,
            UpdatedAt = now,
            UpdatedBy = by,
        };
        CryptographicOperations.ZeroMemory(key);
        if (!await table.SaveAsync(row, ct))
        {
            return (null, null);
        }

        await Changed(name, ct);
        return (Kept(row, [master]), null);
    }

    public async Task<bool> DeleteAsync(KeptSecret before, string by, CancellationToken ct)
    {
        // The row stays without its content, so that a secret of the same name goes on counting: an old row that is put back does not fit.
        var gone = new SecretRow(before.Name, before.Version + 1) { CreatedAt = before.CreatedAt, UpdatedAt = time.GetUtcNow(), UpdatedBy = by };
        if (!await table.SaveAsync(gone, ct))
        {
            return false;
        }

        await Changed(before.Name, ct);
        return true;
    }

    public async Task<(SecretRewrap? Done, SecretFault? Fault)> RewrapAsync(CancellationToken ct)
    {
        var rows = (await table.LoadAsync(ct)).Where(row => row.Content is not null).ToArray();
        var (newest, fault) = keys.Newest(needed: rows.Length > 0);
        if (newest is null)
        {
            return (null, fault);
        }

        var (ring, _) = keys.Current();
        var (rewrapped, unreadable) = (0, new List<string>());
        foreach (var row in rows.Where(row => row.MasterKey != newest.Id))
        {
            if (ring.FirstOrDefault(key => key.Id == row.MasterKey)?.Unwrap(row.DataKey!, row.Name, row.Version) is not { } key)
            {
                unreadable.Add(row.Name);
            }
            else if (await table.RewrapAsync(row, newest.Wrap(key, row.Name, row.Version), newest.Id, ct))
            {
                rewrapped++;
            }
        }

        // What could not be read for want of a key may be readable now.
        await Changed(null, ct);
        return (new SecretRewrap(newest.Id, rewrapped, unreadable), null);
    }

    private static KeptSecret Kept(SecretRow row, IReadOnlyList<MasterKey> ring) => new(row.Name, row.Version, row.CreatedAt, row.UpdatedAt, row.UpdatedBy)
    {
        Description = row.Description,
        MasterKey = row.MasterKey!,
        Readable = ring.Any(key => key.Id == row.MasterKey),
    };
}
