namespace Penstock.Audit;

/// <summary>An entry as it stands in the trail.</summary>
/// <param name="Place">Where.</param>
/// <param name="Entry">What.</param>
/// <param name="Hash">The chain's hash up to and with it.</param>
public sealed record AuditEvent(AuditPlace Place, AuditEntry Entry, string Hash);

/// <summary>A place in the trail: of one chain a node.</summary>
/// <param name="Node">The node that wrote it.</param>
/// <param name="Sequence">Its number there, from 1 without a gap.</param>
/// <param name="At">When, Unix microseconds: lists go by it.</param>
public sealed record AuditPlace(string Node, long Sequence, long At);
