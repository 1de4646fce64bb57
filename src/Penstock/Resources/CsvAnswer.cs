using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Penstock.Resources;

/// <summary>Answers with comma-separated values (RFC 4180). What a spreadsheet would take for a formula is written so that it does not.</summary>
internal static class CsvAnswer
{
    private const string Formulas = "=+-@\t\r";
    private static readonly MediaTypeHeaderValue Type = new("text/csv");

    /// <summary>Whether a request takes them, and would not take JSON.</summary>
    public static bool IsWanted(HttpRequest request) => MediaTypes.RefuseAccept(request, MediaTypes.Json) is not null && MediaTypes.RefuseAccept(request, Type) is null;

    /// <summary>Writes rows.</summary>
    public static async Task WriteAsync(HttpContext http, string file, IEnumerable<string?> header, IEnumerable<IEnumerable<string?>> rows)
    {
        http.Response.ContentType = "text/csv; charset=utf-8; header=present";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{file}\"";
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }

        var text = new StringBuilder();
        Add(text, header);
        foreach (var row in rows)
        {
            Add(text, row);
            if (text.Length > 32 * 1024)
            {
                await http.Response.WriteAsync(text.ToString(), http.RequestAborted);
                text.Clear();
            }
        }

        await http.Response.WriteAsync(text.ToString(), http.RequestAborted);
    }

    /// <summary>A cell as it is written.</summary>
    public static string Cell(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return "";
        }

        // A number may begin with a minus; anything else that a spreadsheet could run is made a text.
        var text = Formulas.Contains(value[0], StringComparison.Ordinal) && !IsNumber(value) ? "'" + value : value;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static bool IsNumber(string value) =>
        decimal.TryParse(value, System.Globalization.NumberStyles.AllowLeadingSign | System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out _) && value[0] == '-';

    private static void Add(StringBuilder text, IEnumerable<string?> cells) => text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
}
