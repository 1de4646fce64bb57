namespace Penstock.Domain.Money;

/// <summary>What of a call can be billed besides what its provider counts.</summary>
/// <param name="Computing">How long its engine worked.</param>
/// <param name="BytesOut">Bytes of its answer.</param>
/// <param name="Batch">Whether it was an item of a batch.</param>
public readonly record struct CallMeasures(TimeSpan Computing, long BytesOut, bool Batch = false);
