using System.Text.Json.Serialization;
using Penstock.Domain.Access;

namespace Penstock.Resources.Management;

/// <summary>A key as the management API shows it.</summary>
internal sealed record KeyView
{
    public required string Id { get; init; }

    /// <summary>The key itself: only in the answer that made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    public required string Prefix { get; init; }

    public required string Name { get; init; }

    /// <summary><c>active</c>, <c>expired</c> or <c>revoked</c>.</summary>
    public required string State { get; init; }

    public IReadOnlyList<string>? AllowedModels { get; init; }

    public int? RequestsPerMinute { get; init; }

    public int? MaxConcurrentCalls { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public static KeyView Of(ApiKey key, DateTimeOffset now) => new()
    {
        Id = key.Id,
        Prefix = key.Prefix,
        Name = key.Name,
        State = StateOf(key, now),
        AllowedModels = key.AllowedModels,
        RequestsPerMinute = key.RequestsPerMinute,
        MaxConcurrentCalls = key.MaxConcurrentCalls,
        ExpiresAt = key.ExpiresAt,
        CreatedAt = key.CreatedAt,
        UpdatedAt = key.UpdatedAt,
        RevokedAt = key.RevokedAt,
    };

    public static string StateOf(ApiKey key, DateTimeOffset now) =>
        key.RevokedAt is not null ? "revoked" : key.ExpiresAt <= now ? "expired" : "active";
}
