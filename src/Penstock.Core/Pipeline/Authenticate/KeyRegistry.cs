using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Authenticate;

/// <summary>Makes, changes, rotates and revokes keys: first in the store, then in memory, then among the calls that run.</summary>
public sealed class KeyRegistry(IKeyStore store, KeyRing ring, KeyHasher hasher, RunningCalls running, TimeProvider time)
{
    /// <summary>The id of the admin key.</summary>
    public const string AdminId = "key_admin";

    /// <summary>What a call hears whose key was revoked while it ran.</summary>
    public static readonly CallError Revoked =
        new(ErrorKind.Unauthenticated, "The API key was revoked. Ask for a new one.") { Code = "invalid_api_key" };

    /// <summary>Every key but the admin's.</summary>
    public IReadOnlyList<ApiKey> All => ring.All;

    /// <summary>The key of an id; null when there is none, or it is the admin's.</summary>
    public ApiKey? Find(string id) => ring.FindById(id) is { IsAdmin: false } key ? key : null;

    /// <summary>Reads every key from the store into memory.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        foreach (var key in await store.LoadAsync(ct))
        {
            ring.Put(key);
        }
    }

    /// <summary>
    /// Sees to an admin key: the given one, else the one that is stored, else a new one.
    /// Returns the new one, to be printed once; null when none was made.
    /// </summary>
    public async Task<string?> EnsureAdminAsync(string? given, CancellationToken ct)
    {
        var old = ring.FindById(AdminId);
        if (given is null && old is not null)
        {
            return null;
        }

        var key = given ?? KeyHasher.NewKey();
        var hash = hasher.Hash(key);
        if (old?.Hash != hash)
        {
            var now = time.GetUtcNow();
            var admin = new ApiKey
            {
                Id = AdminId,
                Name = "admin",
                Prefix = KeyHasher.Shown(key),
                Hash = hash,
                IsAdmin = true,
                CreatedAt = old?.CreatedAt ?? now,
                UpdatedAt = now,
                Version = (old?.Version ?? 0) + 1,
            };
            if (!await SaveAsync(admin, old is null ? "key.create" : "key.rotate", Actor.Server, ct))
            {
                throw new InvalidOperationException("The admin key was changed by another process in the same moment. Start again.");
            }
        }

        return given is null ? key : null;
    }

    /// <summary>Makes a key; the second value is the key itself, which nobody can read again.</summary>
    public async Task<(ApiKey Key, string Secret)> CreateAsync(Func<ApiKey, ApiKey> fill, Actor by, CancellationToken ct)
    {
        var secret = KeyHasher.NewKey();
        var now = time.GetUtcNow();
        var key = fill(new ApiKey
        {
            Id = KeyHasher.NewId(),
            Name = "",
            Prefix = KeyHasher.Shown(secret),
            Hash = hasher.Hash(secret),
            CreatedAt = now,
            UpdatedAt = now,
        });
        await SaveAsync(key, "key.create", by, ct);
        return (key, secret);
    }

    /// <summary>Changes a key; null when somebody else changed it meanwhile.</summary>
    public Task<ApiKey?> ChangeAsync(ApiKey old, Func<ApiKey, ApiKey> change, Actor by, CancellationToken ct) =>
        ChangeAsync(old, change, "key.change", by, ct);

    /// <summary>
    /// Gives a key a new secret; the old one stops at once, or is good too for a time, and one older still stops at once. Null when somebody else
    /// changed it meanwhile.
    /// </summary>
    /// <param name="old">The key.</param>
    /// <param name="overlap">How long the old secret is good too.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<(ApiKey Key, string Secret)?> RotateAsync(ApiKey old, TimeSpan overlap, Actor by, CancellationToken ct)
    {
        var secret = KeyHasher.NewKey();
        var rotated = await ChangeAsync(old, key => key with
        {
            Prefix = KeyHasher.Shown(secret),
            Hash = hasher.Hash(secret),
            PreviousHash = overlap > TimeSpan.Zero ? key.Hash : null,
            PreviousUntil = overlap > TimeSpan.Zero ? time.GetUtcNow() + overlap : null,
        }, "key.rotate", by, ct);
        return rotated is null ? null : (rotated, secret);
    }

    /// <summary>Revokes a key: it stops at once, and so does what runs under it. False when somebody else changed it meanwhile.</summary>
    public async Task<bool> RevokeAsync(ApiKey old, Actor by, CancellationToken ct)
    {
        if (await ChangeAsync(old, key => key with { RevokedAt = time.GetUtcNow(), PreviousHash = null, PreviousUntil = null }, "key.revoke", by, ct) is null)
        {
            return false;
        }

        running.Stop(call => call.State.Caller?.Key.Id == old.Id, Revoked);
        return true;
    }

    private async Task<ApiKey?> ChangeAsync(ApiKey old, Func<ApiKey, ApiKey> change, string action, Actor by, CancellationToken ct)
    {
        var changed = change(old) with { UpdatedAt = time.GetUtcNow(), Version = old.Version + 1 };
        return await SaveAsync(changed, action, by, ct) ? changed : null;
    }

    private async Task<bool> SaveAsync(ApiKey key, string action, Actor by, CancellationToken ct)
    {
        if (!await store.SaveAsync(key, action, by, ct))
        {
            return false;
        }

        ring.Put(key);
        return true;
    }
}
