using Microsoft.AspNetCore.Http;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Management;

/// <summary>How a list of keys is filtered, sorted and paged.</summary>
internal sealed record KeyQuery(string? State, string? Name, string? Owner, string Sort, int Limit, string? Cursor)
{
    private const int MostPerPage = 500;
    private static readonly string[] Known = ["state", "name", "owner", "sort", "limit", "cursor"];
    private static readonly string[] States = ["active", "expired", "revoked"];
    private static readonly string[] Sorts = ["created_at", "-created_at", "name", "-name"];

    /// <summary>Reads the query's parameters; every mistake at once.</summary>
    /// <param name="parameters">The request's.</param>
    /// <param name="all">Every key there is: a cursor must be one of them.</param>
    public static (KeyQuery? Query, CallError? Error) Read(IQueryCollection parameters, IReadOnlyList<ApiKey> all)
    {
        var query = new QueryReader(parameters, Known);
        var read = new KeyQuery(
            query.OneOf("state", States),
            query.Text("name"),
            query.Text("owner"),
            query.OneOf("sort", Sorts) ?? "created_at",
            query.Integer("limit", 1, MostPerPage) ?? 100,
            query.Text("cursor"));
        if (read.Cursor is not null && all.All(key => key.Id != read.Cursor))
        {
            query.Refuse("cursor", "unknown_cursor", "Give the next_cursor of the page before, or none for the first.");
        }

        return query.Error is { } error ? (null, error) : (read, null);
    }

    /// <summary>The page, and the cursor of the next. The cursor is the id of the last key of a page.</summary>
    public (IReadOnlyList<ApiKey> Page, string? Next) Page(IReadOnlyList<ApiKey> all, DateTimeOffset now)
    {
        IEnumerable<ApiKey> sorted = Sort switch
        {
            "name" => all.OrderBy(key => key.Name, StringComparer.Ordinal).ThenBy(key => key.Id, StringComparer.Ordinal),
            "-name" => all.OrderByDescending(key => key.Name, StringComparer.Ordinal).ThenBy(key => key.Id, StringComparer.Ordinal),
            "-created_at" => all.Reverse(),
            _ => all,
        };

        // The cursor is looked for before the filter: its key may have left the filtered since, for example revoked.
        var behind = Cursor is null ? sorted : sorted.SkipWhile(key => key.Id != Cursor).Skip(1);
        ApiKey[] wanted =
        [
            .. behind.Where(key => (State is null || KeyView.StateOf(key, now) == State) && (Name is null || key.Name == Name) && (Owner is null || key.Owner?.Id == Owner)).Take(Limit + 1),
        ];
        return wanted.Length > Limit ? (wanted[..Limit], wanted[Limit - 1].Id) : (wanted, null);
    }
}
