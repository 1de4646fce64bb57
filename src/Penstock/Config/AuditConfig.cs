namespace Penstock.Config;

/// <summary>How the audit trail is proved: who signs its checkpoints, how often, and where they go.</summary>
internal sealed record AuditConfig(string? SigningKey, int Every, TimeSpan Interval, Uri? Webhook);
