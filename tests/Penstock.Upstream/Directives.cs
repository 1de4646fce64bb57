using System.Globalization;

namespace Penstock.Upstream;

/// <summary>
/// What a request asks of the stand-in beside the answer. It is written as request headers (<c>x-upstream-exchange</c>,
/// <c>x-upstream-fault</c>, …) or, for a client that does not forward headers, in the base path:
/// <c>/x/exchange=p0024;fault=cut:3/v1</c>. Headers win.
/// </summary>
internal sealed record Directives(string? Exchange, FaultSpec? Fault, Pieces? Pieces, TimeSpan? Pace, int? Seed, string Path)
{
    private static readonly string[] Known = ["exchange", "fault", "times", "pieces", "pace", "seed"];

    /// <exception cref="FormatException">A directive is unknown or not understood.</exception>
    public static Directives Read(string path, IHeaderDictionary headers)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (path.StartsWith("/x/", StringComparison.Ordinal))
        {
            var end = path.IndexOf('/', 3);
            end = end < 0 ? path.Length : end;
            foreach (var part in path[3..end].Split(';', StringSplitOptions.RemoveEmptyEntries))
            {
                var pair = part.Split('=', 2);
                values[pair[0]] = pair.Length == 2 ? pair[1] : "";
            }

            path = path[end..];
        }

        foreach (var name in Known)
        {
            if (headers.TryGetValue("x-upstream-" + name, out var value) && value.Count > 0)
            {
                values[name] = value.ToString();
            }
        }

        var unknown = values.Keys.FirstOrDefault(key => !Known.Contains(key, StringComparer.OrdinalIgnoreCase));
        if (unknown is not null)
        {
            throw new FormatException($"The stand-in has no directive '{unknown}'; it has {string.Join(", ", Known)}.");
        }

        var fault = Value("fault") is { } text ? FaultSpec.Parse(text) : null;
        return new Directives(
            Value("exchange"),
            fault is not null && Number("times") is { } times ? fault with { Times = times } : fault,
            Value("pieces") is { } pieces ? Enum.Parse<Pieces>(pieces, ignoreCase: true) : null,
            Number("pace") is { } pace ? TimeSpan.FromMilliseconds(pace) : null,
            Number("seed"),
            path);

        string? Value(string name) => values.GetValueOrDefault(name);
        int? Number(string name) => Value(name) is { } digits ? int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) : null;
    }
}
