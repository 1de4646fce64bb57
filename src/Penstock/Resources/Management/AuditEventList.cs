using System.ComponentModel;

namespace Penstock.Resources.Management;

/// <summary>A page of the audit trail.</summary>
internal sealed record AuditEventList(
    [property: Description("The entries, the newest first.")] IReadOnlyList<AuditEventView> Data,
    [property: Description("The cursor of the next page. Null: this is the last.")] string? NextCursor);
