namespace Penstock.Resources;

/// <summary>What the audit trail says of a denial.</summary>
internal sealed record DeniedAction(string Method, string Path, string? Needs, int? MoreDenied);
