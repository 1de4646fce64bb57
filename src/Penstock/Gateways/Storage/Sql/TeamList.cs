namespace Penstock.Gateways.Storage.Sql;

/// <summary>Several teams in one column, <c>/search/engineering/</c>: a slash is in no id, so that a part is found as a part.</summary>
internal static class TeamList
{
    /// <summary>The column's text; null for none.</summary>
    public static string? Of(IReadOnlyList<string> teams) => teams.Count == 0 ? null : $"/{string.Join('/', teams)}/";

    /// <summary>The teams of a column.</summary>
    public static IReadOnlyList<string> Read(string? column) => column is null ? [] : column.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What the column of a call of a team has in it.</summary>
    public static string Part(string team) => $"/{team}/";
}
