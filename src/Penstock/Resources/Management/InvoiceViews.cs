using System.ComponentModel;
using Penstock.Domain.Money;
using Penstock.Pipeline.Ledger;

namespace Penstock.Resources.Management;

/// <summary>An imported invoice. Amounts are decimal texts.</summary>
internal sealed record InvoiceView(
    [property: Description("Its id.")] string Id,
    [property: Description("The provider's name here.")] string Provider,
    [property: Description("The provider's number of it. Null: it has none.")] string? Number,
    [property: Description("The currency.")] string Currency,
    [property: Description("The first day that it has a line of, UTC.")] DateOnly FirstDay,
    [property: Description("The last.")] DateOnly LastDay,
    [property: Description("All its amounts together.")] string Total,
    [property: Description("How many lines it has, one a day and model. Null in lists.")] int? Lines,
    [property: Description("When it was imported.")] DateTimeOffset ImportedAt,
    [property: Description("Who did.")] string ImportedBy)
{
    public static InvoiceView Of(Invoice invoice) => new(
        invoice.Id, invoice.Provider, invoice.Number, invoice.Currency, invoice.FirstDay, invoice.LastDay, invoice.Total.ToString(),
        invoice.Lines.Count == 0 ? null : invoice.Lines.Count, invoice.ImportedAt, invoice.ImportedBy);
}

/// <summary>Imported invoices.</summary>
internal sealed record InvoiceList(
    [property: Description("The invoices, the newest first.")] IReadOnlyList<InvoiceView> Data);

/// <summary>What an invoice and the ledger say.</summary>
internal sealed record DriftView(
    [property: Description("The invoice.")] InvoiceView Invoice,
    [property: Description("What the provider asks for.")] string Invoiced,
    [property: Description("What the ledger has of its days.")] string Recorded,
    [property: Description("What the provider asks for above that.")] string Difference,
    [property: Description("The same in percent of what is recorded. Null: nothing is.")] double? DifferencePercent,
    [property: Description("By day and model.")] IReadOnlyList<DriftRowView> Data)
{
    public static DriftView Of(Invoice invoice, IReadOnlyList<InvoiceDrift> rows)
    {
        var (invoiced, recorded) = (rows.Sum(row => row.Invoiced ?? 0), rows.Sum(row => row.Recorded ?? 0));
        return new DriftView(
            InvoiceView.Of(invoice), Amount.Text(invoiced), Amount.Text(recorded), Amount.Text(invoiced - recorded),
            recorded == 0 ? null : (double)Math.Round((invoiced - recorded) / recorded * 100, 2), [.. rows.Select(DriftRowView.Of)]);
    }
}

/// <summary>What an invoice and the ledger say of a model on a day.</summary>
internal sealed record DriftRowView(
    [property: Description("The day, UTC.")] DateOnly Day,
    [property: Description("The provider's name of the model.")] string Model,
    [property: Description("What the provider asks for. Null: its invoice does not have it.")] string? Invoiced,
    [property: Description("What the ledger has. Null: it has no call of it.")] string? Recorded,
    [property: Description("What the provider asks for above that.")] string Difference,
    [property: Description("Tokens as the provider counts them. Null: it does not say.")] long? InvoicedTokens,
    [property: Description("Tokens as the ledger has them. Null: it has no call of it.")] long? RecordedTokens,
    [property: Description("How many calls of it have no price in the ledger.")] long UnpricedCalls)
{
    public static DriftRowView Of(InvoiceDrift row) => new(
        row.Day, row.Model, row.Invoiced is { } invoiced ? Amount.Text(invoiced) : null, row.Recorded is { } recorded ? Amount.Text(recorded) : null,
        Amount.Text(row.Difference), row.InvoicedTokens, row.RecordedTokens, row.Unpriced);
}
