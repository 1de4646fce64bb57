using Microsoft.AspNetCore.Http;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Management;

/// <summary>How a list of keys is filtered, sorted and paged.</summary>
internal sealed record KeyQuery(string? State, string? Name, string Sort, int Limit, string? Cursor)
{
    private const int MostPerPage = 500;
    private static readonly string[] Known = ["state", "name", "sort", "limit", "cursor"];
    private static readonly string[] States = ["active", "expired", "revoked"];
    private static readonly string[] Sorts = ["created_at", "-created_at", "name", "-name"];

    /// <summary>Reads the query's parameters; every mistake at once.</summary>
    public static (KeyQuery? Query, CallError? Error) Read(IQueryCollection parameters)
    {
        var query = new QueryReader(parameters, Known);
        var read = new KeyQuery(
            query.OneOf("state", States),
            query.Text("name"),
            query.OneOf("sort", Sorts) ?? "created_at",
            query.Integer("limit", 1, MostPerPage) ?? 100,
            query.Text("cursor"));
        return query.Error is { } error ? (null, error) : (read, null);
    }

    /// <summary>The page, and the cursor of the next. The cursor is the id of the last key of a page.</summary>
    public (IReadOnlyList<ApiKey> Page, string? Next) Page(IReadOnlyList<ApiKey> all, DateTimeOffset now)
    {
        var wanted = all.Where(key => (State is null || KeyView.StateOf(key, now) == State) && (Name is null || key.Name == Name));
        ApiKey[] sorted = Sort switch
        {
            "name" => [.. wanted.OrderBy(key => key.Name, StringComparer.Ordinal).ThenBy(key => key.Id, StringComparer.Ordinal)],
            "-name" => [.. wanted.OrderByDescending(key => key.Name, StringComparer.Ordinal).ThenBy(key => key.Id, StringComparer.Ordinal)],
            "-created_at" => [.. wanted.Reverse()],
            _ => [.. wanted],
        };
        var start = Cursor is null ? 0 : Array.FindIndex(sorted, key => key.Id == Cursor) + 1;
        var page = sorted[start..Math.Min(start + Limit, sorted.Length)];
        return (page, start + page.Length < sorted.Length ? page[^1].Id : null);
    }
}
