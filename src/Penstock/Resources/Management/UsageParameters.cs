using System.Text.Json;
using Penstock.Domain.Access;
using Penstock.Pipeline.Ledger;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Management;

/// <summary>The parameters that lists of calls and sums of usage share.</summary>
internal static class UsageParameters
{
    private const string TagPrefix = "tag:";
    private const int MostTags = 10;

    private static readonly Dictionary<string, UsageGroup> Groups =
        Enum.GetValues<UsageGroup>().ToDictionary(group => JsonNamingPolicy.SnakeCaseLower.ConvertName(group.ToString()), StringComparer.Ordinal);

    private static readonly (string Parameter, UsageGroup Group, string What)[] Filters =
    [
        ("model", UsageGroup.Model, "Only calls of this model."),
        ("provider", UsageGroup.Provider, "Only calls that this provider answered."),
        ("upstream_model", UsageGroup.UpstreamModel, "Only calls of the provider's model of this name."),
        ("key_id", UsageGroup.Key, "Only calls by this key."),
        ("user", UsageGroup.User, "Only calls of this user."),
        ("service_account", UsageGroup.ServiceAccount, "Only calls of this service account."),
        ("team", UsageGroup.Team, "Only calls of this team and those below it."),
        ("region", UsageGroup.Region, "Only calls that ran in this region."),
        ("capability", UsageGroup.Capability, "Only calls of this capability."),
        ("dialect", UsageGroup.Dialect, "Only calls in this wire format."),
        ("status", UsageGroup.Status, "Only calls that were answered with this HTTP status."),
        ("end", UsageGroup.End, "Only calls that ended so: `completed`, `failed`, `cut` or `client_left`."),
        ("error_kind", UsageGroup.ErrorKind, "Only calls with this kind of error."),
    ];

    /// <summary>By what usage can be grouped.</summary>
    public static IEnumerable<string> GroupNames => Groups.Keys;

    /// <summary>The names of the filters.</summary>
    public static readonly string[] Names = [.. Filters.Select(filter => filter.Parameter), "tag", "from", "to"];

    /// <summary>What the document says of the filters.</summary>
    public static readonly IReadOnlyList<ParameterDescription> Described =
    [
        .. Filters.Select(filter => new ParameterDescription(filter.Parameter, "query", filter.What)),
        new ParameterDescription("tag", "query", "Only calls with these tags, with commas between: `cost_center=42`, or a name alone for any value. Only tags that count: a key's own, and those of the client that its key allows."),
        new ParameterDescription("from", "query", "Only calls from this instant on; a day begins at midnight UTC.", UsageOperations.Instant) { Example = "\"2026-11-01\"" },
        new ParameterDescription("to", "query", "Only calls before this instant.", UsageOperations.Instant),
    ];

    /// <summary>The filters that are given.</summary>
    public static Dictionary<UsageGroup, string> Only(QueryReader query)
    {
        var only = new Dictionary<UsageGroup, string>();
        foreach (var (parameter, group, _) in Filters)
        {
            if (query.Text(parameter) is { } value)
            {
                only[group] = value;
            }
        }

        if (query.Text("status") is { } status && !int.TryParse(status, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _))
        {
            query.Refuse("status", "int_parsing", "It must be an HTTP status, such as 429.");
        }

        query.OneOf("end", ["completed", "failed", "cut", "client_left"]);
        return only;
    }

    /// <summary>The tags that are given.</summary>
    public static Dictionary<string, string> OnlyTags(QueryReader query)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in query.Text("tag")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var cut = tag.IndexOf('=', StringComparison.Ordinal);
            if (cut == 0 || tags.Count == MostTags || !tags.TryAdd(cut < 0 ? tag : tag[..cut], cut < 0 ? "" : tag[(cut + 1)..]))
            {
                query.Refuse("tag", "tag", $"It takes up to {MostTags} tags, each name once: name=value, or a name alone.");
            }
        }

        return tags;
    }

    /// <summary>What is to be grouped by: the names in their order, and of these the groups and the tags.</summary>
    public static (string[] Names, UsageGroup[] Groups, string[] Tags) GroupBy(QueryReader query)
    {
        var names = query.Text("group_by")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        var tags = names.Where(name => name.StartsWith(TagPrefix, StringComparison.Ordinal) && name.Length > TagPrefix.Length).Select(name => name[TagPrefix.Length..]).ToArray();
        var groups = names.Where(Groups.ContainsKey).ToArray();
        if (names.Distinct().Count() != names.Length || groups.Length + tags.Length != names.Length || tags.Length > MostTags)
        {
            query.Refuse("group_by", "enum", $"It takes, each once and separated by commas: {string.Join(", ", Groups.Keys)}, and tag:name for up to {MostTags} tags.");
        }

        return ([.. groups, .. tags.Select(tag => TagPrefix + tag)], [.. groups.Select(name => Groups[name])], tags);
    }

    /// <summary>The time zone that is asked for; null for UTC.</summary>
    public static TimeZoneInfo? Zone(QueryReader query)
    {
        if (query.Text("time_zone") is not { } name || name is "UTC")
        {
            return null;
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            query.Refuse("time_zone", "time_zone", "It must be a name of the IANA time zone database, such as Europe/Berlin.");
        }

        return zone;
    }

    /// <summary>What a caller may see: its own and what its teams let it see; null for all.</summary>
    public static UsageScope? ScopeOf(Caller caller)
    {
        if (caller.May(Permission.UsageRead))
        {
            return null;
        }

        var teams = caller.TeamPermissions.Where(team => team.Value.Has(Permission.UsageRead)).Select(team => team.Key).ToArray();
        var own = caller.MaySomewhere(Permission.OwnUsageRead);
        return new UsageScope(
            teams,
            own && caller.Principal is { Kind: PrincipalKind.User } user ? user.Id : null,
            own && caller.Principal is { Kind: PrincipalKind.ServiceAccount } program ? program.Id : null,
            own && caller.Principal is null ? caller.Key.Id : null);
    }
}
