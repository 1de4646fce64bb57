using System.ComponentModel;

namespace Penstock.Resources.Management;

/// <summary>A page of the audit trail.</summary>
internal sealed record AuditEventList(
    [property: Description("The entries, the newest first.")] IReadOnlyList<AuditEventView> Data,
    [property: Description("The cursor of the next page. Null: this is the last.")] string? NextCursor);

/// <summary>A signed line that says where the trail is now.</summary>
internal sealed record AuditCheckpointView(
    [property: Description("The line. Null: there is nothing yet.")] string? Checkpoint,
    [property: Description("The public key that proves it, in PEM.")] string PublicKey);
