namespace Penstock.Gateways.Tokens;

/// <summary>What an issuer's token endpoint answers.</summary>
internal sealed record TokenAnswer
{
    public string? IdToken { get; init; }

    public string? AccessToken { get; init; }

    public string? Error { get; init; }
}
