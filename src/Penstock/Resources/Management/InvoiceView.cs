using System.ComponentModel;
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
