namespace Penstock.Domain.Access;

/// <summary>Who can have roles and keys, and belong to teams: a user or a service account.</summary>
public interface IMember
{
    /// <summary>Its id.</summary>
    string Id { get; }

    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>Whether it may do anything at all; where not, its keys and sessions are refused.</summary>
    bool Active { get; }

    /// <summary>The roles it has everywhere.</summary>
    IReadOnlyList<string> Roles { get; }

    /// <summary>The teams it belongs to.</summary>
    IReadOnlyList<Membership> Memberships { get; }

    /// <summary>As whom issuers know it, each unique: that, and never an address, is who logs in.</summary>
    IReadOnlyList<Login> Logins { get; }
}
