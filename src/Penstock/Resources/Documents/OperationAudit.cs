namespace Penstock.Resources.Documents;

/// <summary>Who writes the audit trail's entry of an operation that changes something: whose verb is not GET and whose permission is not one to read. Denials are always written, by the gate.</summary>
internal enum OperationAudit
{
    /// <summary>The gate, after it succeeded: so nothing that is added is forgotten.</summary>
    Gate,

    /// <summary>The handler, or the store in the transaction of the change: with what was before and after.</summary>
    Handler,
}
