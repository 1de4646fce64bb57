using System.ComponentModel;

namespace Penstock.Resources.Management;

/// <summary>What wrapping all data keys by the newest master key came to.</summary>
internal sealed record SecretRewrapView(
    [property: Description("The fingerprint of the newest master key.")] string MasterKey,
    [property: Description("How many secrets are under it only now.")] int Rewrapped,
    [property: Description("The names of secrets that stay under a master key which is not at hand.")] IReadOnlyList<string> Unreadable);
