using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Penstock.Domain.Access;

namespace Penstock.Resources.Management;

/// <summary>A key as the management API shows it.</summary>
internal sealed record KeyView
{
    [Description("Its id: it names the key, and is no secret.")]
    public required string Id { get; init; }

    [Description("The key itself: only in the answer that made it.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    [Description("How the key begins, to tell it by.")]
    public required string Prefix { get; init; }

    [Description("Whose it is, for people.")]
    public required string Name { get; init; }

    [Description("Whether it can be used.")]
    [AllowedValues("active", "expired", "revoked")]
    public required string State { get; init; }

    [Description("The models it may call; a name that ends in * means all that begin so. Null: all.")]
    public IReadOnlyList<string>? AllowedModels { get; init; }

    [Description("How many calls it may begin in any 60 seconds. Null: the server's default.")]
    public int? RequestsPerMinute { get; init; }

    [Description("How many calls it may have running. Null: the server's default.")]
    public int? MaxConcurrentCalls { get; init; }

    [Description("When it stops by itself. Null: never.")]
    public DateTimeOffset? ExpiresAt { get; init; }

    [Description("When it was made.")]
    public DateTimeOffset CreatedAt { get; init; }

    [Description("When it was changed last.")]
    public DateTimeOffset UpdatedAt { get; init; }

    [Description("When it was revoked. Null: it was not.")]
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
