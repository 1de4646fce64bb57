using System.Data.Common;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>The conditions of a query over calls, or over what they are summed up by. Texts come from a fixed map, whatever a caller gives is a parameter.</summary>
/// <param name="command">Gets the parameters.</param>
internal sealed class CallConditions(DbCommand command)
{
    private readonly List<string> _conditions = [];

    /// <summary>The conditions as a part of a statement.</summary>
    public string Where => _conditions.Count == 0 ? "" : " where " + string.Join(" and ", _conditions);

    /// <summary>The column of a group, in the table <c>c</c>; not of those of time.</summary>
    public static string Column(UsageGroup group) => group switch
    {
        UsageGroup.Model => "c.model",
        UsageGroup.Key => "c.key_id",
        UsageGroup.Provider => "c.provider",
        UsageGroup.UpstreamModel => "c.upstream_model",
        UsageGroup.Dialect => "c.dialect",
        UsageGroup.Capability => "c.capability",
        UsageGroup.End => "c.ended",
        UsageGroup.Status => "c.status",
        UsageGroup.User => "c.user_id",
        UsageGroup.ServiceAccount => "c.service_account_id",
        UsageGroup.Team => "c.team",
        UsageGroup.Region => "c.region",
        UsageGroup.ErrorKind => "c.error_kind",
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, null),
    };

    /// <summary>Adds a condition with its parameter, unless there is no value.</summary>
    public void Add(string condition, string parameter, object? value)
    {
        if (value is not null)
        {
            _conditions.Add(condition);
            Parameter(parameter, value);
        }
    }

    /// <summary>Adds a parameter.</summary>
    public void Parameter(string name, object value) => command.AddParameter(name).Value = value;

    /// <summary>Adds those of values.</summary>
    public void Add(IReadOnlyDictionary<UsageGroup, string> only)
    {
        foreach (var (group, value) in only)
        {
            if (group == UsageGroup.Team)
            {
                AddTeams([value], "@team", []);
            }
            else
            {
                Add($"{Column(group)} = @only_{group}", $"@only_{group}", group == UsageGroup.Status && long.TryParse(value, out var status) ? status : value);
            }
        }
    }

    /// <summary>Adds those of tags, for statements over calls.</summary>
    public void Add(IReadOnlyDictionary<string, string> tags)
    {
        var number = 0;
        foreach (var (name, value) in tags)
        {
            var equals = value.Length == 0 ? "" : $" and t.value = @tag_value_{number}";
            Add($"exists (select 1 from call_tags t where t.call_id = c.id and t.name = @tag_name_{number}{equals})", $"@tag_name_{number}", name);
            if (value.Length > 0)
            {
                Parameter($"@tag_value_{number}", value);
            }

            number++;
        }
    }

    /// <summary>Adds that of a scope.</summary>
    public void Add(UsageScope? scope)
    {
        if (scope is null)
        {
            return;
        }

        var any = new List<string>();
        foreach (var (column, parameter, value) in (ReadOnlySpan<(string, string, string?)>)[
            ("c.user_id", "@scope_user", scope.UserId), ("c.service_account_id", "@scope_account", scope.ServiceAccountId), ("c.key_id", "@scope_key", scope.KeyId)])
        {
            if (value is not null)
            {
                any.Add($"{column} = {parameter}");
                Parameter(parameter, value);
            }
        }

        AddTeams(scope.Teams, "@scope_team", any);
    }

    private void AddTeams(IReadOnlyList<string> teams, string parameter, List<string> any)
    {
        for (var i = 0; i < teams.Count; i++)
        {
            any.Add($"replace(c.teams, {parameter}_{i}, '') <> c.teams");
            Parameter($"{parameter}_{i}", TeamList.Part(teams[i]));
        }

        // Who may see nothing sees nothing.
        _conditions.Add(any.Count == 0 ? "1 = 0" : $"({string.Join(" or ", any)})");
    }
}
