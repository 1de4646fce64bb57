namespace Penstock.Domain.Access;

/// <summary>A key, as it is kept: never the key itself, only its keyed hash and its first characters.</summary>
public sealed record ApiKey
{
    /// <summary>The key's id, <c>key_…</c>; it stays when the key is rotated.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it; not unique.</summary>
    public required string Name { get; init; }

    /// <summary>The first characters of the key, to tell keys apart by eye.</summary>
    public required string Prefix { get; init; }

    /// <summary>HMAC-SHA256 of the key under the server's hash key, 32 bytes in lower-case hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>The models it may call: exact names, or a prefix followed by <c>*</c>. Null means all.</summary>
    public IReadOnlyList<string>? AllowedModels { get; init; }

    /// <summary>How many calls may begin in any 60 seconds; null means the configured default, or no limit.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>How many calls may run at once; null means the configured default, or no limit.</summary>
    public int? MaxConcurrentCalls { get; init; }

    /// <summary>When it stops being good, UTC; null means never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed, UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was revoked, UTC; null while it is good.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Raised with every change: the entity tag of the management API.</summary>
    public long Version { get; init; } = 1;

    /// <summary>Whether this is the admin key, which may do everything.</summary>
    public bool IsAdmin { get; init; }
}
