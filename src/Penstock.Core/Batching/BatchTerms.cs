namespace Penstock.Batching;

/// <summary>What the scheduler has to know of an entry.</summary>
/// <param name="Rows">How many rows it has: what limits count.</param>
/// <param name="Model">The model it is for, a name of the catalogue: a label of the queue's length.</param>
/// <param name="Version">Its version; null when the model has none.</param>
public readonly record struct BatchTerms(long Rows, string Model, string? Version = null)
{
    /// <summary>Its level: 1 goes first, higher numbers later; 0 for <see cref="BatchOptions.DefaultPriority"/>.</summary>
    public int Priority { get; init; }

    /// <summary>How long it may wait before its run begins; null for as long as its token lets it.</summary>
    public TimeSpan? QueueTimeout { get; init; }
}
