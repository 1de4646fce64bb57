using System.Globalization;
using System.Text.Json.Nodes;
using Penstock.Registry;

namespace Penstock.Resources.Management.Managed;

/// <summary>How a managed thing is shown: its body, and what the server knows of it.</summary>
internal static class ManagedView
{
    /// <summary>What the server adds. A client may send it back: it is not looked at.</summary>
    public static readonly IReadOnlyList<string> Added = ["status", "source", "version", "created_at", "updated_at", "changed_by"];

    /// <summary>A thing.</summary>
    public static JsonObject Of(ManagedKind kind, KeptItem item)
    {
        var view = new JsonObject { ["id"] = item.Id };
        foreach (var (name, value) in Body(item))
        {
            view[name] = value?.DeepClone();
        }

        if (kind.Status?.Invoke(item.Id) is { } status)
        {
            view["status"] = status;
        }

        var declared = item.DeclaredAt is not null;
        view["source"] = item.DeclaredAt ?? "api";
        view["version"] = declared ? null : item.Version;
        view["created_at"] = declared ? null : Time(item.CreatedAt);
        view["updated_at"] = declared ? null : Time(item.UpdatedAt);
        view["changed_by"] = item.ChangedBy;
        return view;
    }

    /// <summary>A version.</summary>
    public static JsonObject Of(KeptVersion version) => new()
    {
        ["version"] = version.Version,
        ["at"] = Time(version.At),
        ["by"] = version.By,
        ["deleted"] = version.Body is null,
        ["body"] = version.Body is null ? null : JsonNode.Parse(version.Body),
    };

    /// <summary>What a change would do.</summary>
    public static JsonObject DryRun(string id, JsonObject? before, JsonObject? after) => new()
    {
        ["dry_run"] = true,
        ["id"] = id,
        ["before"] = before?.DeepClone(),
        ["after"] = after?.DeepClone(),
        ["changes"] = JsonChanges.Between(before, after),
    };

    /// <summary>The body of a thing.</summary>
    public static JsonObject Body(KeptItem item) => JsonNode.Parse(item.Body)!.AsObject();

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
