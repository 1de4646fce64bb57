namespace Penstock.Domain.Access;

/// <summary>What an owner of keys is.</summary>
public enum OwnerKind
{
    /// <summary>A user: the key may what the user may.</summary>
    User,

    /// <summary>A service account: the key may what that may.</summary>
    ServiceAccount,

    /// <summary>A team: the key may call models, and what it uses counts for the team.</summary>
    Team,
}
