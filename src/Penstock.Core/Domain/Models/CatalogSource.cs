namespace Penstock.Domain.Models;

/// <summary>
/// Holds the current catalogue; a writer swaps it whole. Who only looks takes <see cref="Current"/>; who runs a model's engine enters, and
/// leaves when it is done.
/// </summary>
public sealed class CatalogSource
{
    private readonly EngineHolds _holds;
    private CatalogLease _current;

    /// <summary>Makes a source.</summary>
    /// <param name="initial">The first catalogue.</param>
    /// <param name="holds">Who holds which engine; null for counts of its own.</param>
    public CatalogSource(ModelCatalog initial, EngineHolds? holds = null)
    {
        _holds = holds ?? new EngineHolds();
        _current = new CatalogLease(initial, _holds);
    }

    /// <summary>The catalogue as it is now.</summary>
    public ModelCatalog Current
    {
        get => Volatile.Read(ref _current).Catalogue;
        set => Interlocked.Exchange(ref _current, new CatalogLease(value, _holds)).Leave();
    }

    /// <summary>Enters the catalogue as it is now: its engines live at least until <see cref="CatalogLease.Leave"/>.</summary>
    public CatalogLease Enter()
    {
        while (true)
        {
            // One that was replaced in between is not entered, and the next one is there by then.
            var lease = Volatile.Read(ref _current);
            if (lease.TryEnter())
            {
                return lease;
            }
        }
    }
}
