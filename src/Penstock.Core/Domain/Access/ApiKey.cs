using System.Net;

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

    /// <summary>Whose it is; null for nobody's, which may only call models.</summary>
    public KeyOwner? Owner { get; init; }

    /// <summary>The part of what its owner may that the key is for; null for all of it. It never adds anything.</summary>
    public PermissionSet? Permissions { get; init; }

    /// <summary>The networks it may be used from; null for anywhere.</summary>
    public IReadOnlyList<IPNetwork>? AllowedNetworks { get; init; }

    /// <summary>The tags that every call with it has, whatever the client says.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = NoTags;

    /// <summary>The names of the tags that a client may set itself so that they count: exact ones, or a prefix followed by <c>*</c>.</summary>
    public IReadOnlyList<string> ClientTags { get; init; } = [];

    /// <summary>The hash of the secret before the last rotation; null when there is none any more.</summary>
    public string? PreviousHash { get; init; }

    /// <summary>Until when the secret before the last rotation is good, UTC.</summary>
    public DateTimeOffset? PreviousUntil { get; init; }

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

    /// <summary>No tags.</summary>
    public static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>();

    /// <summary>The tags of a call that count: its own, and those of the client that it allows, which never replace its own.</summary>
    public IReadOnlyDictionary<string, string> TagsOf(IReadOnlyDictionary<string, string> client)
    {
        Dictionary<string, string>? both = null;
        if (ClientTags.Count > 0)
        {
            foreach (var (name, value) in client)
            {
                if (!Tags.ContainsKey(name) && Applies.Named(ClientTags, name))
                {
                    (both ??= new(Tags, StringComparer.Ordinal))[name] = value;
                }
            }
        }

        return both ?? Tags;
    }
}
