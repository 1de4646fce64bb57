using System.Text;

namespace Penstock.Tests.Dialects.Grid;

/// <summary>The grid as tables: a row for each thing, a column for each dialect of the other side.</summary>
internal static class GridDocument
{
    public static string Write()
    {
        var text = new StringBuilder();
        text.Append("### What a provider is told\nRows: what a client asks. Columns: the provider's dialect; the client's makes no difference but where a note says so.\n\n");
        Table(text, RequestCases.All.Select(row => (row.Name, Cell: (Func<GridDialect, GridDialect, GridCell>)((client, provider) => GridRun.Request(row, client, provider)))), byProvider: true);
        text.Append("\n### What a client is told\nRows: what a model answers. Columns: the client's dialect; the provider's makes no difference but where a note says so. Streams fare like answers.\n\n");
        Table(text, AnswerCases.All.Select(row => (row.Name, Cell: (Func<GridDialect, GridDialect, GridCell>)((client, provider) => GridRun.Answer(row, provider, client)))), byProvider: false);
        return text.ToString();
    }

    private static void Table(StringBuilder text, IEnumerable<(string Name, Func<GridDialect, GridDialect, GridCell> Cell)> rows, bool byProvider)
    {
        var all = GridDialects.All;
        text.Append("| |").Append(string.Concat(all.Select(dialect => $" {dialect.Name} |"))).Append("\n|---|").Append(string.Concat(all.Select(_ => "---|"))).Append('\n');
        foreach (var (name, cell) in rows)
        {
            text.Append($"| {name} |");
            foreach (var column in all)
            {
                var others = all.Select(other => (other.Name, Cell: byProvider ? cell(other, column) : cell(column, other))).ToList();

                // A side that cannot say a thing does not count; all others are to agree, or are noted.
                var said = others.Where(other => other.Cell.Verdict != GridVerdict.Unsayable).GroupBy(other => Shown(other.Cell)).OrderByDescending(group => group.Count()).ToList();
                text.Append(' ').Append(said.Count == 0 ? "–" : said[0].Key);
                foreach (var group in said.Skip(1))
                {
                    text.Append($"; {(byProvider ? "from" : "of")} {string.Join(", ", group.Select(other => other.Name))}: {group.Key}");
                }

                text.Append(" |");
            }

            text.Append('\n');
        }
    }

    private static string Shown(GridCell cell) => cell.Verdict switch
    {
        GridVerdict.Carried => "yes",
        GridVerdict.Dropped => $"drops `{cell.Names.Replace(", ", "`, `", StringComparison.Ordinal)}`",
        GridVerdict.Refused => $"refused: {cell.Names}",
        _ => "**lost**",
    };
}
