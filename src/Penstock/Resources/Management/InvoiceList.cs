using System.ComponentModel;

namespace Penstock.Resources.Management;

/// <summary>Imported invoices.</summary>
internal sealed record InvoiceList(
    [property: Description("The invoices, the newest first.")] IReadOnlyList<InvoiceView> Data);
