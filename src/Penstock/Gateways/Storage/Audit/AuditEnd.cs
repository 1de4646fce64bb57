namespace Penstock.Gateways.Storage.Audit;

/// <summary>Where a chain ends.</summary>
/// <param name="Sequence">The number of its last link; 0 when there is none.</param>
/// <param name="Hash">The last link's hash.</param>
internal sealed record AuditEnd(long Sequence, string Hash);
