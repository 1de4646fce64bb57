using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Money;
using Penstock.Pipeline.Ledger;

namespace Penstock.Resources.Management;

/// <summary>Reads an invoice: what it is of, which columns mean what, and the provider's own table. Every mistake at once, those of lines up to twenty.</summary>
internal sealed class InvoiceBody
{
    private const int MostLineMistakes = 20;
    private const int MostRows = 100_000;
    private const int LongestName = 200;
    private static readonly string[] Members = ["provider", "number", "currency", "columns", "csv"];
    private static readonly string[] Columns = ["day", "model", "amount", "calls", "input_tokens", "output_tokens"];
    private readonly MemberReader _members;

    private InvoiceBody(MemberReader members) => _members = members;

    /// <summary>Reads it.</summary>
    public static (Invoice? Invoice, CallError? Error) Read(JsonElement body, string id, DateTimeOffset now, string by)
    {
        var members = new MemberReader(body);
        var invoice = new InvoiceBody(members).ReadInvoice(id, now, by);
        return members.ErrorOf("things") is { } error ? (null, error) : (invoice, null);
    }

    private Invoice? ReadInvoice(string id, DateTimeOffset now, string by)
    {
        _members.Only(Members);
        var provider = _members.RequiredText("provider", LongestName);
        var number = _members.Text("number", LongestName);
        var currency = _members.RequiredText("currency", LongestName);
        if (currency is not null && (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper)))
        {
            _members.Refuse("currency", "currency", "Write three capital letters, as in USD.");
        }

        var csv = _members.Has("csv", out var table) && table.ValueKind == JsonValueKind.String ? table.GetString()! : null;
        if (csv is null)
        {
            _members.Refuse("csv", "missing", "Give the provider's table as a text, with its line of headings.");
        }

        var rows = csv is null ? null : CsvReader.Read(csv);
        if (csv is not null && rows is null)
        {
            _members.Refuse("csv", "csv", "A quote in it is not closed.");
        }

        if (rows is null or { Count: < 2 } or { Count: > MostRows })
        {
            if (rows is not null)
            {
                _members.Refuse("csv", "csv", rows.Count < 2 ? "It needs a line of headings and one line at least." : $"It has more than {MostRows} lines. Import it in parts.");
            }

            return null;
        }

        var places = Places(rows[0].Cells);
        return _members.Count > 0 ? null : Make(new Invoice(id, provider!, number, currency!, "", now, by, []), places, rows);
    }

    private Dictionary<string, int> Places(string[] headings)
    {
        var places = new Dictionary<string, int>();
        var given = _members.Has("columns", out var columns) && columns.ValueKind == JsonValueKind.Object ? columns : default;
        if (columns.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined or JsonValueKind.Null))
        {
            _members.Refuse("columns", "dict_type", "It must be an object: for each of ours, the heading of theirs.");
        }

        if (given.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in given.EnumerateObject().Where(member => !Columns.Contains(member.Name)))
            {
                _members.Refuse("columns." + member.Name, "extra_forbidden", $"There is no such column. Known are: {string.Join(", ", Columns)}.");
            }
        }

        foreach (var column in Columns)
        {
            var named = given.ValueKind == JsonValueKind.Object && given.TryGetProperty(column, out var heading) && heading.ValueKind == JsonValueKind.String;
            var wanted = named ? given.GetProperty(column).GetString()! : column;
            var at = Array.FindIndex(headings, heading => string.Equals(heading.Trim(), wanted.Trim(), StringComparison.OrdinalIgnoreCase));
            if (at >= 0)
            {
                places[column] = at;
            }
            else if (named || column is "day" or "model" or "amount")
            {
                _members.Refuse("columns." + column, "not_found", $"The table has no heading '{wanted}'. It has: {string.Join(", ", headings.Take(20))}.");
            }
        }

        return places;
    }

    private Invoice? Make(Invoice invoice, Dictionary<string, int> places, List<(int Line, string[] Cells)> rows)
    {
        var lines = new Dictionary<(DateOnly, string), InvoiceLine>();
        foreach (var (at, cells) in rows.Skip(1))
        {
            if (Line(at, cells, places) is { } line)
            {
                // Providers list a model several times a day: by kind of token, by project.
                lines[(line.Day, line.Model)] = lines.TryGetValue((line.Day, line.Model), out var same)
                    ? new InvoiceLine(line.Day, line.Model, same.Calls + line.Calls, same.InputTokens + line.InputTokens, same.OutputTokens + line.OutputTokens, same.Amount + line.Amount)
                    : line;
            }
        }

        if (_members.Count > 0)
        {
            return null;
        }

        InvoiceLine[] sorted = [.. lines.Values.OrderBy(line => line.Day).ThenBy(line => line.Model, StringComparer.Ordinal)];
        var text = string.Join('\n', sorted.Select(line => FormattableString.Invariant($"{line.Day:O}\t{line.Model}\t{line.Calls}\t{line.InputTokens}\t{line.OutputTokens}\t{line.Amount.Units}")));
        return invoice with
        {
            Lines = sorted,
            Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{invoice.Currency}\n{text}"))),
            FirstDay = sorted[0].Day,
            LastDay = sorted[^1].Day,
            Total = sorted.Aggregate(Amount.Zero, (sum, line) => sum + line.Amount),
        };
    }

    private InvoiceLine? Line(int at, string[] cells, Dictionary<string, int> places)
    {
        var before = _members.Count;
        string Cell(string column) => places.TryGetValue(column, out var place) && place < cells.Length ? cells[place].Trim() : "";
        var model = Cell("model");
        if (model.Length is 0 or > LongestName)
        {
            LineWrong(at, "model", $"It must be a name of 1 to {LongestName} characters.");
        }

        if (!DateTimeOffset.TryParse(Cell("day"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day) || day.Year is < 2000 or > 2200)
        {
            LineWrong(at, "day", $"'{Shown(Cell("day"))}' is not a day. Write 2026-11-21.");
        }

        var text = Cell("amount").TrimStart('$', '€', '£');
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var amount) || Math.Abs(amount) > 9_000_000)
        {
            LineWrong(at, "amount", $"'{Shown(text)}' is not an amount between -9000000 and 9000000, with a point and no thousands' signs.");
        }

        var (calls, input, output) = (Count(at, "calls", Cell("calls")), Count(at, "input_tokens", Cell("input_tokens")), Count(at, "output_tokens", Cell("output_tokens")));
        return _members.Count > before ? null : new InvoiceLine(DateOnly.FromDateTime(day.UtcDateTime), model, calls, input, output, Amount.Of(amount));
    }

    private long? Count(int at, string column, string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= 1_000_000_000_000_000)
        {
            return count;
        }

        LineWrong(at, column, $"'{Shown(text)}' is not a whole number.");
        return null;
    }

    private void LineWrong(int line, string column, string message)
    {
        if (_members.Count < MostLineMistakes)
        {
            _members.Refuse(FormattableString.Invariant($"csv.{line}.{column}"), "csv", message);
        }
    }

    private static string Shown(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
