namespace Penstock.Domain.Access;

/// <summary>By what limits and budgets tell calls apart.</summary>
public enum ScopeKind
{
    /// <summary>All calls together.</summary>
    Organisation,

    /// <summary>A team; what its sub-teams do counts for it too.</summary>
    Team,

    /// <summary>A user.</summary>
    User,

    /// <summary>A service account.</summary>
    ServiceAccount,

    /// <summary>A key.</summary>
    Key,

    /// <summary>A model, by its public name.</summary>
    Model,

    /// <summary>A provider, by its name here.</summary>
    Provider,

    /// <summary>A tag, as <c>name=value</c>.</summary>
    Tag,
}
