namespace Penstock.Domain.Access;

/// <summary>What a principal is.</summary>
public enum PrincipalKind
{
    /// <summary>A person.</summary>
    User,

    /// <summary>A program.</summary>
    ServiceAccount,
}
