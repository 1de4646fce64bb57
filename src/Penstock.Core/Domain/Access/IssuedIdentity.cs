namespace Penstock.Domain.Access;

/// <summary>Who an issuer says somebody is: a token of it was verified, and its groups were mapped as the configuration says.</summary>
public sealed record IssuedIdentity
{
    /// <summary>The issuer's name here, not its address.</summary>
    public required string Issuer { get; init; }

    /// <summary>Who it is, by the issuer's own id: unique with <see cref="Issuer"/>, and the only thing that an account may be found by.</summary>
    public required string Subject { get; init; }

    /// <summary>A person, or a program where the issuer is configured as one of programs.</summary>
    public PrincipalKind Kind { get; init; }

    /// <summary>The e-mail address, if the issuer says that it is verified, or is trusted to; null otherwise. Never a key to an account.</summary>
    public string? Email { get; init; }

    /// <summary>What people call it; null when the issuer does not say.</summary>
    public string? Name { get; init; }

    /// <summary>The groups that the issuer says it is in.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The ids of the teams that those groups stand for here; none twice.</summary>
    public IReadOnlyList<string> Teams { get; init; } = [];

    /// <summary>The names of the roles that those groups stand for here; none twice.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Whether somebody unknown gets an account.</summary>
    public bool Creates { get; init; }
}
