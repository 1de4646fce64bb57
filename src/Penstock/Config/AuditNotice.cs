namespace Penstock.Config;

/// <summary>What a webhook gets.</summary>
internal sealed record AuditNotice(string Type, string Checkpoint);
