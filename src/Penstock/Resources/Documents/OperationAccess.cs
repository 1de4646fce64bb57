namespace Penstock.Resources.Documents;

/// <summary>Who may use an operation.</summary>
internal enum OperationAccess
{
    /// <summary>Everybody, without a key.</summary>
    Open,

    /// <summary>Whoever has a key, with the permission that the operation asks for.</summary>
    Key,
}
