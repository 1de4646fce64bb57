namespace Penstock.Domain.Calls;

/// <summary>A call's canonical input: one case for each capability, and one for a body nobody looks into.</summary>
public abstract record CallInput;

/// <summary>A body that is passed on without a canonical form.</summary>
/// <param name="Body">The bytes, valid until the call has ended.</param>
public sealed record OpaqueInput(ReadOnlyMemory<byte> Body) : CallInput;
