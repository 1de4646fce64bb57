using System.Data.Common;
using System.Text.Json;
using Penstock.Audit;
using Penstock.Domain.Access;
using Penstock.Domain.Money;
using Penstock.Gateways.Storage.Audit;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>Keeps imported invoices in the database. A change and its entry in the audit trail are on the disk together when it returns.</summary>
internal sealed class InvoiceStore(SqliteDatabase database, AuditChain chain, TimeProvider time) : IInvoiceStore
{
    private const string Columns = "select i.id, i.provider, i.number, i.currency, i.digest, i.imported_at, i.imported_by, i.first_day, i.last_day, i.total from invoices i";

    private const string Overlap =
        """
        where i.provider = @provider and (i.digest = @digest or i.number = @number or exists (
          select 1 from invoice_lines l where l.invoice_id = i.id and l.day = @day and l.model = @model))
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Invoice>> ListAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenReaderAsync(ct);
        await using var command = connection.Command(Columns + " order by i.imported_at desc, i.id");
        return await ReadAsync(command, ct);
    }

    /// <inheritdoc/>
    public async Task<Invoice?> FindAsync(string id, CancellationToken ct)
    {
        await using var connection = await database.OpenReaderAsync(ct);
        await using var command = connection.Command(Columns + " where i.id = @id", ("@id", id));
        if (await ReadAsync(command, ct) is not [var found])
        {
            return null;
        }

        await using var lines = connection.Command("select day, model, calls, input_tokens, output_tokens, amount from invoice_lines where invoice_id = @id order by day, model", ("@id", id));
        await using var row = await lines.ExecuteReaderAsync(ct);
        var read = new List<InvoiceLine>();
        while (await row.ReadAsync(ct))
        {
            read.Add(new InvoiceLine(Day(row.GetInt64(0)), row.GetString(1), row.Number("calls"), row.Number("input_tokens"), row.Number("output_tokens"), new Amount(row.GetInt64(5))));
        }

        return found with { Lines = read };
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Invoice>> OverlappingAsync(Invoice invoice, CancellationToken ct)
    {
        await using var connection = await database.OpenReaderAsync(ct);
        return await OverlappingAsync(connection, null, invoice, ct);
    }

    /// <inheritdoc/>
    public async Task<bool> AddAsync(Invoice invoice, Actor by, CancellationToken ct)
    {
        await using var connection = await database.OpenWriterAsync(durable: true, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await OverlappingAsync(connection, transaction, invoice, ct) is not [])
        {
            return false;
        }

        await RunAsync(connection, transaction,
            """
            insert into invoices (id, provider, number, digest, currency, first_day, last_day, total, imported_at, imported_by)
            values (@id, @provider, @number, @digest, @currency, @first_day, @last_day, @total, @imported_at, @imported_by)
            """,
            ct,
            ("@id", invoice.Id),
            ("@provider", invoice.Provider),
            ("@number", invoice.Number),
            ("@digest", invoice.Digest),
            ("@currency", invoice.Currency),
            ("@first_day", (long)invoice.FirstDay.DayNumber),
            ("@last_day", (long)invoice.LastDay.DayNumber),
            ("@total", invoice.Total.Units),
            ("@imported_at", Micros.Of(invoice.ImportedAt)),
            ("@imported_by", invoice.ImportedBy));
        foreach (var line in invoice.Lines)
        {
            await RunAsync(connection, transaction,
                "insert into invoice_lines (invoice_id, day, model, calls, input_tokens, output_tokens, amount) values (@id, @day, @model, @calls, @input, @output, @amount)",
                ct,
                ("@id", invoice.Id),
                ("@day", (long)line.Day.DayNumber),
                ("@model", line.Model),
                ("@calls", line.Calls),
                ("@input", line.InputTokens),
                ("@output", line.OutputTokens),
                ("@amount", line.Amount.Units));
        }

        await chain.AppendAsync(connection, transaction, new AuditEntry(by, "invoice.import", "invoice", invoice.Id, time.GetUtcNow()) { After = Shown(invoice) }, ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string id, Actor by, CancellationToken ct)
    {
        var before = await FindAsync(id, ct);
        await using var connection = await database.OpenWriterAsync(durable: true, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await RunAsync(connection, transaction, "delete from invoice_lines where invoice_id = @id", ct, ("@id", id));
        if (await RunAsync(connection, transaction, "delete from invoices where id = @id", ct, ("@id", id)) == 0)
        {
            return false;
        }

        await chain.AppendAsync(connection, transaction, new AuditEntry(by, "invoice.delete", "invoice", id, time.GetUtcNow()) { Before = before is null ? null : Shown(before) }, ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    private static async Task<IReadOnlyList<Invoice>> OverlappingAsync(DbConnection connection, DbTransaction? transaction, Invoice invoice, CancellationToken ct)
    {
        var found = new Dictionary<string, Invoice>(StringComparer.Ordinal);
        foreach (var line in invoice.Lines)
        {
            await using var command = connection.Command(
                $"{Columns} {Overlap}",
                ("@provider", invoice.Provider), ("@digest", invoice.Digest), ("@number", invoice.Number), ("@day", (long)line.Day.DayNumber), ("@model", line.Model));
            command.Transaction = transaction;
            foreach (var other in await ReadAsync(command, ct))
            {
                found[other.Id] = other;
            }
        }

        return [.. found.Values];
    }

    private static async Task<List<Invoice>> ReadAsync(DbCommand command, CancellationToken ct)
    {
        var invoices = new List<Invoice>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            invoices.Add(new Invoice(
                row.GetString(0), row.GetString(1), row.Text("number"), row.GetString(3), row.GetString(4), Micros.Time(row.GetInt64(5)), row.GetString(6), [])
            {
                FirstDay = Day(row.GetInt64(7)),
                LastDay = Day(row.GetInt64(8)),
                Total = new Amount(row.GetInt64(9)),
            });
        }

        return invoices;
    }

    private static async Task<int> RunAsync(DbConnection connection, DbTransaction transaction, string sql, CancellationToken ct, params (string Name, object? Value)[] parameters)
    {
        await using var command = connection.Command(sql, parameters);
        command.Transaction = transaction;
        return await command.ExecuteNonQueryAsync(ct);
    }

    private static string Shown(Invoice invoice) => JsonSerializer.Serialize(
        new Dictionary<string, string>
        {
            ["provider"] = invoice.Provider,
            ["number"] = invoice.Number ?? "",
            ["currency"] = invoice.Currency,
            ["total"] = invoice.Total.ToString(),
            ["first_day"] = invoice.FirstDay.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["last_day"] = invoice.LastDay.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["digest_of_lines"] = invoice.Digest,
        },
        ColumnJson.Default.IReadOnlyDictionaryStringString);

    private static DateOnly Day(long number) => DateOnly.FromDayNumber((int)number);
}
