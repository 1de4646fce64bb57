namespace Penstock.Pipeline.Ledger;

/// <summary>What an invoice and the ledger say of a model on a day.</summary>
/// <param name="Day">The day, UTC.</param>
/// <param name="Model">The provider's name of the model.</param>
/// <param name="Invoiced">What the provider asks for; null when its invoice does not have it.</param>
/// <param name="Recorded">What the ledger has; null when it has no call of it.</param>
/// <param name="InvoicedTokens">Tokens as the provider counts them, in and out; null when it does not say.</param>
/// <param name="RecordedTokens">Tokens as the ledger has them.</param>
/// <param name="Unpriced">How many calls of it have no price in the ledger.</param>
public sealed record InvoiceDrift(DateOnly Day, string Model, decimal? Invoiced, decimal? Recorded, long? InvoicedTokens, long? RecordedTokens, long Unpriced)
{
    /// <summary>What the provider asks for above what the ledger has.</summary>
    public decimal Difference => (Invoiced ?? 0) - (Recorded ?? 0);

    /// <summary>Compares an invoice with what the ledger has of its days and its provider.</summary>
    /// <param name="invoice">The invoice.</param>
    /// <param name="rows">Sums by day and upstream model. Rows in another currency than the invoice's count as not recorded.</param>
    public static IReadOnlyList<InvoiceDrift> Of(Invoice invoice, IReadOnlyList<UsageRow> rows)
    {
        var recorded = rows.Where(row => row.Groups[0] is not null && row.Groups[1] is not null && (row.Currency is null || row.Currency == invoice.Currency))
            .ToDictionary(row => (Day: DateOnly.ParseExact(row.Groups[0]!, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), Model: row.Groups[1]!));
        var lines = invoice.Lines.ToDictionary(line => (line.Day, line.Model));
        return
        [
            .. lines.Keys.Union(recorded.Keys).OrderBy(key => key.Day).ThenBy(key => key.Model, StringComparer.Ordinal).Select(key =>
            {
                var (line, row) = (lines.GetValueOrDefault(key), recorded.GetValueOrDefault(key));
                return new InvoiceDrift(
                    key.Day,
                    key.Model,
                    line?.Amount.Value,
                    row?.Cost,
                    line is { InputTokens: { } input, OutputTokens: { } output } ? input + output : null,
                    row?.Usage.Total,
                    row?.Unpriced ?? 0);
            }),
        ];
    }
}
