using System.Net;
using System.Text.Json;
using Penstock.Domain.Access;

namespace Penstock.Resources.Management;

/// <summary>Reads what a key's body says of whose it is, from where it may be used, and of its tags.</summary>
internal static class KeyBodyParts
{
    private const int MostItems = 100;
    private const int LongestText = 200;
    private const int LongestTag = 64;
    private static readonly (string Member, OwnerKind Kind)[] Kinds = [("user", OwnerKind.User), ("service_account", OwnerKind.ServiceAccount), ("team", OwnerKind.Team)];

    /// <summary>Whose it is. It is said once: another owner needs another key.</summary>
    public static KeyOwner? ReadOwner(MemberReader members, ApiKey? of)
    {
        if (!members.Gives("owner", out var value))
        {
            return of?.Owner;
        }

        var named = value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().ToArray() : [];
        if (named is not [{ Value: { ValueKind: JsonValueKind.String } id, Name: var name }]
            || Array.FindIndex(Kinds, kind => kind.Member == name) is not (>= 0 and var index)
            || id.GetString() is not { Length: > 0 and <= LongestText } text)
        {
            members.Refuse("owner", "owner_type", "It must name one owner: {\"user\": \"…\"}, {\"service_account\": \"…\"} or {\"team\": \"…\"}; leave it out for a key of nobody's.", value);
            return null;
        }

        var owner = new KeyOwner(Kinds[index].Kind, text);
        if (of is not null && of.Owner != owner)
        {
            members.Refuse("owner", "frozen_field", "The owner of a key cannot be changed. Make another key, and revoke this one.", value);
        }

        return owner;
    }

    /// <summary>What it is for.</summary>
    public static PermissionSet? ReadPermissions(MemberReader members, ApiKey? old)
    {
        if (!members.Has("permissions", out var value))
        {
            return old?.Permissions;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var found = new List<Permission>();
        foreach (var (text, item, path) in Items(members, value, "permissions", "permissions"))
        {
            if (PermissionNames.Find(text) is { } permission)
            {
                found.Add(permission);
            }
            else
            {
                members.Refuse(path, "enum", $"There is no such permission. Known are: {string.Join(", ", PermissionNames.All)}.", item);
            }
        }

        return PermissionSet.Of([.. found]);
    }

    /// <summary>From where it may be used.</summary>
    public static IReadOnlyList<IPNetwork>? ReadNetworks(MemberReader members, ApiKey? old)
    {
        if (!members.Has("allowed_networks", out var value))
        {
            return old?.AllowedNetworks;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var networks = new List<IPNetwork>();
        foreach (var (text, item, path) in Items(members, value, "allowed_networks", "networks"))
        {
            if (Networks.TryParse(text, out var network))
            {
                networks.Add(network.Value);
            }
            else
            {
                members.Refuse(path, "network_parsing", "It must be a network such as 10.0.0.0/8 or 2001:db8::/32, without bits behind the prefix, or a single address.", item);
            }
        }

        return networks;
    }

    /// <summary>The tags of every call with it.</summary>
    public static IReadOnlyDictionary<string, string>? ReadTags(MemberReader members, ApiKey? old)
    {
        if (!members.Has("tags", out var value))
        {
            return old?.Tags;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() > MostItems)
        {
            members.Refuse("tags", "dict_type", $"It must be an object of at most {MostItems} tags: {{\"project\": \"atlas\"}}.", value);
            return null;
        }

        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in value.EnumerateObject())
        {
            var text = tag.Value.ValueKind == JsonValueKind.String ? tag.Value.GetString()! : null;
            if (!IsTag(tag.Name) || text is null || text.Length > LongestTag || text.Any(c => c is ',' || char.IsControl(c)))
            {
                members.Refuse($"tags.{tag.Name}", "tag_type", $"A tag has a name of 1 to {LongestTag} characters without '=', ',' and '*', and a text of at most {LongestTag} without ','.", tag.Value);
            }
            else
            {
                tags[tag.Name] = text;
            }
        }

        return tags;
    }

    /// <summary>The tags that clients may set themselves.</summary>
    public static IReadOnlyList<string> ReadClientTags(MemberReader members, ApiKey? old)
    {
        if (!members.Has("client_tags", out var value))
        {
            return old?.ClientTags ?? [];
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        var names = new List<string>();
        foreach (var (text, item, path) in Items(members, value, "client_tags", "names of tags"))
        {
            names.Add(text);
            if (text != "*" && !IsTag(text.EndsWith('*') ? text[..^1] : text))
            {
                members.Refuse(path, "tag_type", $"It must be a tag's name of 1 to {LongestTag} characters; one that ends in * stands for all that begin so.", item);
            }
        }

        return names;
    }

    private static bool IsTag(string name) => name.Length is > 0 and <= LongestTag && !name.Any(c => c is '=' or ',' or '*' || char.IsControl(c) || char.IsWhiteSpace(c));

    private static List<(string Text, JsonElement Item, string Path)> Items(MemberReader members, JsonElement value, string member, string what)
    {
        var items = new List<(string, JsonElement, string)>();
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > MostItems)
        {
            members.Refuse(member, "list_type", $"It must be a list of at most {MostItems} {what}.", value);
            return items;
        }

        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var path = $"{member}.{index++}";
            if (item.ValueKind == JsonValueKind.String && item.GetString() is { Length: > 0 and <= LongestText } text)
            {
                items.Add((text, item, path));
            }
            else
            {
                members.Refuse(path, "string_type", $"It must be a text of 1 to {LongestText} characters.", item);
            }
        }

        return items;
    }
}
