namespace Penstock.Secrets;

/// <summary>What is known of a secret of the database: never what it holds.</summary>
/// <param name="Name">Its name: the path of <c>secret:db/name</c>.</param>
/// <param name="Version">Raised with every value, also over a deletion.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
/// <param name="UpdatedAt">When it got its value, UTC.</param>
/// <param name="UpdatedBy">Who gave it that.</param>
public sealed record KeptSecret(string Name, long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string UpdatedBy)
{
    /// <summary>What it is for; null for nothing said.</summary>
    public string? Description { get; init; }

    /// <summary>The fingerprint of the master key that its data key is wrapped by.</summary>
    public required string MasterKey { get; init; }

    /// <summary>Whether that master key is at hand.</summary>
    public bool Readable { get; init; }
}
