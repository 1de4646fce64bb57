namespace Penstock.Audit;

/// <summary>An entry as it stands in the trail.</summary>
/// <param name="Place">Where.</param>
/// <param name="Entry">What.</param>
/// <param name="Hash">The chain's hash up to and with it.</param>
public sealed record AuditEvent(AuditPlace Place, AuditEntry Entry, string Hash);
