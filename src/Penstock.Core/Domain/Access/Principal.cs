namespace Penstock.Domain.Access;

/// <summary>Whose a credential is.</summary>
/// <param name="Kind">A person or a program.</param>
/// <param name="Id">The id of the user or the service account.</param>
/// <param name="Name">What people call it.</param>
public sealed record Principal(PrincipalKind Kind, string Id, string Name);
