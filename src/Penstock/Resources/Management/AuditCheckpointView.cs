using System.ComponentModel;

namespace Penstock.Resources.Management;

/// <summary>A signed line that says where the trail is now.</summary>
internal sealed record AuditCheckpointView(
    [property: Description("The line. Null: there is nothing yet.")] string? Checkpoint,
    [property: Description("The public key that proves it, in PEM.")] string PublicKey);
