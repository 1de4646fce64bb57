namespace Penstock.Secrets;

/// <summary>The kinds of trouble with a secret.</summary>
public enum SecretFaultKind
{
    /// <summary>There is no such secret, field or store: an old value is not used any longer.</summary>
    NotFound,

    /// <summary>The store does not let Penstock read it.</summary>
    Refused,

    /// <summary>The store cannot be reached, is sealed, or did not answer in time.</summary>
    Unavailable,

    /// <summary>The secret is there, and cannot be decrypted or understood.</summary>
    Unreadable,
}
