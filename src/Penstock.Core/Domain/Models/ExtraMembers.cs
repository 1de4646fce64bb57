namespace Penstock.Domain.Models;

/// <summary>What becomes of members that a <see cref="RecordShape"/> does not know.</summary>
public enum ExtraMembers
{
    /// <summary>They are left out.</summary>
    Ignored,

    /// <summary>They are mistakes.</summary>
    Refused,

    /// <summary>They are passed on as they are.</summary>
    Allowed,
}
