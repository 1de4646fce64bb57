namespace Penstock.Domain.Access;

/// <summary>Whose a key is.</summary>
/// <param name="Kind">What the owner is.</param>
/// <param name="Id">The owner's id.</param>
public sealed record KeyOwner(OwnerKind Kind, string Id)
{
    /// <summary>The owner as messages name it: <c>user 'ada'</c>.</summary>
    public override string ToString() => $"{Kind switch { OwnerKind.User => "user", OwnerKind.ServiceAccount => "service account", _ => "team" }} '{Id}'";
}
