namespace Penstock.Domain.Models;

/// <summary>Holds the current catalogue. Readers take it once a call; a writer swaps it whole.</summary>
public sealed class CatalogSource(ModelCatalog initial)
{
    private ModelCatalog _current = initial;

    /// <summary>The catalogue as it is now.</summary>
    public ModelCatalog Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, value);
    }
}
