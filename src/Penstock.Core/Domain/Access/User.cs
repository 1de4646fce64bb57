namespace Penstock.Domain.Access;

/// <summary>A person.</summary>
public sealed record User : IMember
{
    /// <inheritdoc/>
    public required string Id { get; init; }

    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <summary>The e-mail address, unique without regard to case; null when it is not known.</summary>
    public string? Email { get; init; }

    /// <inheritdoc/>
    public bool Active { get; init; } = true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<Membership> Memberships { get; init; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<Login> Logins { get; init; } = [];
}
