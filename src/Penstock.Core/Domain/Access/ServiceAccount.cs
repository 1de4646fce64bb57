namespace Penstock.Domain.Access;

/// <summary>A program that has keys of its own, so that nobody's leaving stops it.</summary>
public sealed record ServiceAccount : IMember
{
    /// <inheritdoc/>
    public required string Id { get; init; }

    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <summary>What it does, and whom to ask; null when nobody said.</summary>
    public string? Description { get; init; }

    /// <inheritdoc/>
    public bool Active { get; init; } = true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<Membership> Memberships { get; init; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<Login> Logins { get; init; } = [];
}
