namespace Penstock.Domain.Access;

/// <summary>What a group of an issuer stands for here.</summary>
public sealed record IssuerGroup
{
    /// <summary>Ids of teams.</summary>
    public IReadOnlyList<string> Teams { get; init; } = [];

    /// <summary>Names of roles.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];
}
