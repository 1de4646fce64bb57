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

    [Description("Whose it is, for the server: one user, service account or team. Null: nobody's.")]
    public KeyOwnerView? Owner { get; init; }

    [Description("What it is for of what its owner may. Null: all of it.")]
    public IReadOnlyList<string>? Permissions { get; init; }

    [Description("Whether it can be used.")]
    [AllowedValues("active", "expired", "revoked")]
    public required string State { get; init; }

    [Description("The models it may call; a name that ends in * means all that begin so. Null: all.")]
    public IReadOnlyList<string>? AllowedModels { get; init; }

    [Description("The networks it may be used from, in CIDR notation. Null: anywhere.")]
    public IReadOnlyList<string>? AllowedNetworks { get; init; }

    [Description("The tags that every call with it has.")]
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    [Description("The names of tags that count when the client sets them; one that ends in * means all that begin so.")]
    public required IReadOnlyList<string> ClientTags { get; init; }

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

    [Description("When it was used last, to within a minute over a restart. Null: never.")]
    public DateTimeOffset? LastUsedAt { get; init; }

    [Description("Until when the secret before the last rotation is good too. Null: it is not.")]
    public DateTimeOffset? PreviousUntil { get; init; }

    public static KeyView Of(ApiKey key, DateTimeOffset? used, DateTimeOffset now) => new()
    {
        Id = key.Id,
        Prefix = key.Prefix,
        Name = key.Name,
        Owner = KeyOwnerView.Of(key.Owner),
        Permissions = key.Permissions is { } part ? [.. part.Each().Select(permission => permission.Name())] : null,
        AllowedNetworks = key.AllowedNetworks?.Select(network => network.ToString()).ToArray(),
        Tags = key.Tags,
        ClientTags = key.ClientTags,
        LastUsedAt = used,
        PreviousUntil = key.PreviousUntil > now ? key.PreviousUntil : null,
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
