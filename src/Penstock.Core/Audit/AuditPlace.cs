namespace Penstock.Audit;

/// <summary>A place in the trail: of one chain a node.</summary>
/// <param name="Node">The node that wrote it.</param>
/// <param name="Sequence">Its number there, from 1 without a gap.</param>
/// <param name="At">When, Unix microseconds: lists go by it.</param>
public sealed record AuditPlace(string Node, long Sequence, long At);
