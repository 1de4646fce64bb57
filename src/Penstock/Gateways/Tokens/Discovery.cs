namespace Penstock.Gateways.Tokens;

/// <summary>What an issuer publishes of itself (OpenID Connect Discovery 1.0 section 3), as far as it is used here.</summary>
internal sealed record Discovery
{
    public string? Issuer { get; init; }

    public Uri? JwksUri { get; init; }

    public Uri? AuthorizationEndpoint { get; init; }

    public Uri? TokenEndpoint { get; init; }

    public Uri? UserinfoEndpoint { get; init; }

    public IReadOnlyList<string>? TokenEndpointAuthMethodsSupported { get; init; }

    /// <summary>Whether the issuer names itself in the answer to a login (RFC 9207), so that its absence is a mix-up.</summary>
    public bool AuthorizationResponseIssParameterSupported { get; init; }
}
