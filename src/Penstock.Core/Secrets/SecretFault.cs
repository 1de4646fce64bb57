namespace Penstock.Secrets;

/// <summary>Why a secret cannot be had.</summary>
/// <param name="Kind">What kind of trouble it is.</param>
/// <param name="Message">A sentence for the operator, with what to do; it names the store, never a value.</param>
public sealed record SecretFault(SecretFaultKind Kind, string Message);
