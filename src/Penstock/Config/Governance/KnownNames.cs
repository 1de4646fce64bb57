namespace Penstock.Config.Governance;

/// <summary>What names there are for others to refer to, in the server or in a file that is about to come into force.</summary>
internal sealed record KnownNames
{
    /// <summary>Ids of teams.</summary>
    public NameList Teams { get; init; } = NameList.Any;

    /// <summary>Names of roles.</summary>
    public NameList Roles { get; init; } = NameList.Any;

    /// <summary>Ids of users.</summary>
    public NameList Users { get; init; } = NameList.Any;

    /// <summary>Ids of service accounts.</summary>
    public NameList ServiceAccounts { get; init; } = NameList.Any;

    /// <summary>Ids of keys.</summary>
    public NameList Keys { get; init; } = NameList.Any;

    /// <summary>Public names of models.</summary>
    public NameList Models { get; init; } = NameList.Any;
}
