using System.ComponentModel;
using Penstock.Domain.Money;
using Penstock.Pipeline.Ledger;

namespace Penstock.Resources.Management;

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
