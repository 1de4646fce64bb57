namespace Penstock.Domain.Access;

/// <summary>Where tokens say what: a claim's name, or a path with dots to one inside others.</summary>
public sealed record IssuerClaims
{
    /// <summary>Who it is, for good: never a name or an address that somebody else may get later.</summary>
    public string Subject { get; init; } = "sub";

    /// <summary>The e-mail address.</summary>
    public string Email { get; init; } = "email";

    /// <summary>What people call it.</summary>
    public string Name { get; init; } = "name";

    /// <summary>Its groups: a list of texts, or one.</summary>
    public string Groups { get; init; } = "groups";
}
