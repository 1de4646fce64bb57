using Penstock.Domain.Calls;
using Penstock.Pipeline.Ledger;

namespace Penstock.Resources.Management;

/// <summary>Whoever reads the ledger waits until what was answered before is in it, and not for ever.</summary>
internal static class LedgerWait
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly CallError Behind =
        new(ErrorKind.Unavailable, "The database does not take records at the moment. Nothing is lost: they wait in the journal.") { RetryAfter = TimeSpan.FromSeconds(5) };

    /// <summary>Waits; what to answer when the database does not take them.</summary>
    public static async Task<CallError?> ForAsync(ICallStore store, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await store.CatchUpAsync(patience.Token);
            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Behind;
        }
    }
}
