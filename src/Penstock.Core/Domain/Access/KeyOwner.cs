namespace Penstock.Domain.Access;

/// <summary>Whose a key is.</summary>
/// <param name="Kind">What the owner is.</param>
/// <param name="Id">The owner's id.</param>
public sealed record KeyOwner(OwnerKind Kind, string Id)
{
    /// <summary>The owner as messages name it: <c>user 'ada'</c>.</summary>
    public override string ToString() => $"{Kind switch { OwnerKind.User => "user", OwnerKind.ServiceAccount => "service account", _ => "team" }} '{Id}'";
}

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
