using System.ComponentModel;
using Penstock.Domain.Money;
using Penstock.Pipeline.Ledger;

namespace Penstock.Resources.Management;

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
