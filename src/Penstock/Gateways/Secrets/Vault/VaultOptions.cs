using Penstock.Secrets;

namespace Penstock.Gateways.Secrets.Vault;

/// <summary>How a HashiCorp Vault is reached, and how Penstock logs in: with a token, or as a Kubernetes service account.</summary>
internal sealed record VaultOptions
{
    /// <summary>Where Kubernetes puts a pod's own token.</summary>
    public const string UsualJwtFile = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    /// <summary>The address, without <c>/v1</c>, with a slash at the end.</summary>
    public required Uri Address { get; init; }

    /// <summary>Where the KV engine (version 2) is mounted.</summary>
    public string Mount { get; init; } = "secret";

    /// <summary>The namespace (Enterprise); null for none.</summary>
    public string? Namespace { get; init; }

    /// <summary>A token; null for a login with Kubernetes.</summary>
    public SecretSource? Token { get; init; }

    /// <summary>The role of a login with Kubernetes.</summary>
    public string? Role { get; init; }

    /// <summary>Where Kubernetes' login is mounted.</summary>
    public string LoginMount { get; init; } = "kubernetes";

    /// <summary>The file with the pod's token; read anew at each login, as Kubernetes replaces it.</summary>
    public string JwtFile { get; init; } = UsualJwtFile;
}
