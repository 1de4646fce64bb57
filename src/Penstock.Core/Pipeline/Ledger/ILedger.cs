namespace Penstock.Pipeline.Ledger;

/// <summary>Takes records durably.</summary>
public interface ILedger
{
    /// <summary>
    /// Appends a record; a later one of the same id amends it. When it returns, a crash of the process loses nothing of it.
    /// </summary>
    ValueTask AppendAsync(CallRecord record, CancellationToken ct);
}
