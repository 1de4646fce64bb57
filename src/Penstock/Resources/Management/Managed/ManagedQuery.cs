using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Penstock.Domain.Calls;
using Penstock.Registry;

namespace Penstock.Resources.Management.Managed;

/// <summary>How a list of managed things is filtered, sorted and paged.</summary>
internal sealed record ManagedQuery(IReadOnlyList<(string Member, string Value)> Filters, Func<KeptItem, bool>? InTeam, string? Source, string Sort, int Limit, string? Cursor)
{
    public const int MostPerPage = 500;
    public static readonly string[] Sorts = ["id", "-id", "created_at", "-created_at", "updated_at", "-updated_at"];
    /// <summary>The filter of kinds whose things belong to teams.</summary>
    public static readonly string[] TeamFilter = ["team"];

    public static readonly string[] Sources = ["api", "file"];

    /// <summary>Reads the query's parameters; every mistake at once.</summary>
    public static (ManagedQuery? Query, CallError? Error) Read(ManagedKind kind, IQueryCollection parameters)
    {
        var query = new QueryReader(parameters, [.. kind.Filters, .. kind.Teams is null ? [] : TeamFilter, "source", "sort", "limit", "cursor"]);
        var read = new ManagedQuery(
            [.. kind.Filters.Select(member => (member, query.Text(member))).Where(filter => filter.Item2 is not null).Select(filter => (filter.member, filter.Item2!))],
            kind.Teams is { } teams && query.Text(TeamFilter[0]) is { } team ? item => teams(item.Id, ManagedView.Body(item)).Any(chain => chain.Contains(team)) : null,
            query.OneOf("source", Sources),
            query.OneOf("sort", Sorts) ?? "id",
            query.Integer("limit", 1, MostPerPage) ?? 100,
            query.Text("cursor"));
        if (read.Cursor is { } cursor && kind.Find(cursor) is null)
        {
            query.Refuse("cursor", "unknown_cursor", "Give the next_cursor of the page before, or none for the first.");
        }

        return query.Error is { } error ? (null, error) : (read, null);
    }

    /// <summary>The page, and the cursor of the next: the id of the last thing of a page.</summary>
    /// <param name="all">All there are.</param>
    /// <param name="visible">Whether the caller may see a thing.</param>
    public (IReadOnlyList<KeptItem> Page, string? Next) Page(IEnumerable<KeptItem> all, Func<KeptItem, bool> visible)
    {
        IEnumerable<KeptItem> sorted = all.OrderBy(item => item.Id, StringComparer.Ordinal);
        sorted = Sort.TrimStart('-') switch
        {
            "created_at" => sorted.OrderBy(item => item.CreatedAt),
            "updated_at" => sorted.OrderBy(item => item.UpdatedAt),
            _ => sorted,
        };
        sorted = Sort.StartsWith('-') ? sorted.Reverse() : sorted;

        // The cursor is looked for before the filter: its thing may have left the filtered since.
        var behind = Cursor is null ? sorted : sorted.SkipWhile(item => item.Id != Cursor).Skip(1);
        KeptItem[] wanted = [.. behind.Where(item => Fits(item) && visible(item)).Take(Limit + 1)];
        return wanted.Length > Limit ? (wanted[..Limit], wanted[Limit - 1].Id) : (wanted, null);
    }

    private bool Fits(KeptItem item)
    {
        if (Source is not null && Source == "file" != item.DeclaredAt is not null)
        {
            return false;
        }

        if (InTeam is not null && !InTeam(item))
        {
            return false;
        }

        if (Filters.Count == 0)
        {
            return true;
        }

        var body = ManagedView.Body(item);
        return Filters.All(filter => body[filter.Member] switch
        {
            JsonArray list => list.Any(one => Is(one, filter.Value)),
            var one => Is(one, filter.Value),
        });
    }

    private static bool Is(JsonNode? node, string value) => node is JsonValue && node.ToString() == value;
}
