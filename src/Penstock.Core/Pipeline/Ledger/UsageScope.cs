namespace Penstock.Pipeline.Ledger;

/// <summary>What somebody may see of the ledger: records that fit any of these.</summary>
/// <param name="Teams">Of these teams, and of those below them.</param>
/// <param name="UserId">Of this user.</param>
/// <param name="ServiceAccountId">Of this service account.</param>
/// <param name="KeyId">Of this key.</param>
public sealed record UsageScope(IReadOnlyList<string> Teams, string? UserId = null, string? ServiceAccountId = null, string? KeyId = null)
{
    /// <summary>Whether a record is in it.</summary>
    public bool Has(CallRecord record) =>
        (UserId is not null && record.UserId == UserId)
        || (ServiceAccountId is not null && record.ServiceAccountId == ServiceAccountId)
        || (KeyId is not null && record.KeyId == KeyId)
        || Teams.Any(record.Teams.Contains);
}
