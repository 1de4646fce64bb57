namespace Penstock.Gateways.Storage.Sql;

/// <summary>A secret as the database has it: nothing of it can be read without a master key.</summary>
internal sealed record SecretRow(string Name, long Version)
{
    public string? Description { get; init; }

    /// <summary>The encrypted value; null for a secret that was deleted.</summary>
    public string? Content { get; init; }

    /// <summary>The wrapped data key.</summary>
    public string? DataKey { get; init; }

    /// <summary>The fingerprint of the master key it is wrapped by.</summary>
    public string? MasterKey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required string UpdatedBy { get; init; }
}
