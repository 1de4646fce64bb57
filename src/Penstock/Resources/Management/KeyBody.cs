using System.Net;
using System.Text.Json;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Management;

/// <summary>What a caller may set of a key.</summary>
internal sealed record KeyBody(string Name, IReadOnlyList<string>? AllowedModels, int? RequestsPerMinute, int? MaxConcurrentCalls, DateTimeOffset? ExpiresAt)
{
    /// <summary>Whose it shall be; null when the body does not say.</summary>
    public KeyOwner? Owner { get; init; }

    /// <summary>What it is for of what its owner may; null for all of it.</summary>
    public PermissionSet? Permissions { get; init; }

    /// <summary>The networks it may be used from; null for anywhere.</summary>
    public IReadOnlyList<IPNetwork>? AllowedNetworks { get; init; }

    /// <summary>The tags of every call with it.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ApiKey.NoTags;

    /// <summary>The tags that clients may set themselves.</summary>
    public IReadOnlyList<string> ClientTags { get; init; } = [];

    private const int LongestName = 100;
    private const int LongestModel = 200;
    private const int MostModels = 1000;
    private static readonly string[] Members = ["name", "owner", "permissions", "allowed_models", "allowed_networks", "tags", "client_tags", "requests_per_minute", "max_concurrent_calls", "expires_at"];

    /// <summary>Puts it into a key.</summary>
    public ApiKey Apply(ApiKey key) => key with
    {
        Name = Name,
        Owner = Owner ?? key.Owner,
        Permissions = Permissions,
        AllowedNetworks = AllowedNetworks,
        Tags = Tags,
        ClientTags = ClientTags,
        AllowedModels = AllowedModels,
        RequestsPerMinute = RequestsPerMinute,
        MaxConcurrentCalls = MaxConcurrentCalls,
        ExpiresAt = ExpiresAt,
    };

    /// <summary>Reads a body; every mistake at once.</summary>
    /// <param name="body">The JSON object.</param>
    /// <param name="old">The key a merge patch (RFC 7396) changes; null when the body is the whole.</param>
    /// <param name="of">The key that is changed or replaced; null for a new one.</param>
    /// <param name="now">The time that <c>expires_at</c> must lie behind.</param>
    public static (KeyBody? Body, CallError? Error) Read(JsonElement body, ApiKey? old, ApiKey? of, DateTimeOffset now)
    {
        var members = new MemberReader(body);
        members.Only(Members, "There is no such member to set. Known are:", shown: true);
        var read = new KeyBody(
            ReadName(members, old),
            ReadModels(members, old),
            ReadLimit(members, "requests_per_minute", old?.RequestsPerMinute),
            ReadLimit(members, "max_concurrent_calls", old?.MaxConcurrentCalls),
            ReadExpiry(members, old, now))
        {
            Owner = KeyBodyParts.ReadOwner(members, of),
            Permissions = KeyBodyParts.ReadPermissions(members, old),
            AllowedNetworks = KeyBodyParts.ReadNetworks(members, old),
            Tags = KeyBodyParts.ReadTags(members, old) ?? ApiKey.NoTags,
            ClientTags = KeyBodyParts.ReadClientTags(members, old),
        };
        return members.Error is { } error ? (null, error) : (read, null);
    }

    private static string ReadName(MemberReader members, ApiKey? old)
    {
        if (!members.Has("name", out var value))
        {
            if (old is null)
            {
                members.Refuse("name", "missing", "Give the key a name.");
            }

            return old?.Name ?? "";
        }

        var name = value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : null;
        if (name is null or "" || name.Length > LongestName || name.Any(char.IsControl))
        {
            members.Refuse("name", "string_type", $"It must be a text of 1 to {LongestName} characters without control characters.", value);
        }

        return name ?? "";
    }

    private static IReadOnlyList<string>? ReadModels(MemberReader members, ApiKey? old)
    {
        if (!members.Has("allowed_models", out var value))
        {
            return old?.AllowedModels;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > MostModels)
        {
            members.Refuse("allowed_models", "list_type", $"It must be a list of at most {MostModels} model names, or null for all.", value);
            return null;
        }

        var models = new List<string>();
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var name = item.ValueKind == JsonValueKind.String ? item.GetString()! : "";
            if (name.Length is 0 or > LongestModel)
            {
                members.Refuse($"allowed_models.{index}", "string_type", $"It must be a model's name of 1 to {LongestModel} characters; one that ends in * allows all that begin so.", item);
            }

            models.Add(name);
            index++;
        }

        return models;
    }

    private static int? ReadLimit(MemberReader members, string member, int? old)
    {
        if (!members.Has(member, out var value))
        {
            return old;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var limit) && limit is >= 1 and <= 1_000_000)
        {
            return limit;
        }

        members.Refuse(member, "int_type", "It must be a whole number from 1 to 1000000, or null for the default.", value);
        return null;
    }

    private static DateTimeOffset? ReadExpiry(MemberReader members, ApiKey? old, DateTimeOffset now)
    {
        if (!members.Has("expires_at", out var value))
        {
            return old?.ExpiresAt;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String || !Instants.TryParse(value.GetString()!, out var instant))
        {
            members.Refuse("expires_at", "datetime_parsing", "It must be an instant such as 2027-01-01T00:00:00Z, or null for never.", value);
            return null;
        }

        if (instant <= now)
        {
            members.Refuse("expires_at", "datetime_future", "It must lie in the future. To end a key now, DELETE it.", value);
        }

        return instant;
    }
}
