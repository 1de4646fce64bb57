using System.Text;

namespace Penstock.Resources.Management;

/// <summary>Reads comma-separated values (RFC 4180), with a semicolon or a tab for the comma where the first line has those.</summary>
internal static class CsvReader
{
    /// <summary>The rows, each with the line it begins at; null where a quote is not closed.</summary>
    public static List<(int Line, string[] Cells)>? Read(string text)
    {
        var first = text.AsSpan(0, text.IndexOfAny(['\r', '\n']) is var end and >= 0 ? end : text.Length);
        var comma = first.Contains(',') ? ',' : first.Contains(';') ? ';' : first.Contains('\t') ? '\t' : ',';
        var rows = new List<(int, string[])>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        var (line, begun, quoted, wasQuoted) = (1, 1, false, false);
        for (var i = text.StartsWith('\uFEFF') ? 1 : 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : '\n';
            if (quoted && i < text.Length)
            {
                if (c != '"')
                {
                    line += c == '\n' ? 1 : 0;
                    cell.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (quoted)
            {
                return null;
            }
            else if (c == '"' && cell.Length == 0)
            {
                (quoted, wasQuoted) = (true, true);
            }
            else if (c == comma || c == '\n')
            {
                cells.Add(wasQuoted ? cell.ToString() : cell.ToString().Trim());
                cell.Clear();
                wasQuoted = false;
                if (c == '\n')
                {
                    if (cells.Count > 1 || cells[0].Length > 0)
                    {
                        rows.Add((begun, [.. cells]));
                    }

                    cells.Clear();
                    begun = ++line;
                }
            }
            else if (c != '\r')
            {
                cell.Append(c);
            }
        }

        return rows;
    }
}
