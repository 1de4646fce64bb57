namespace Penstock.Domain.Calls;

/// <summary>A canonical answer: one case for each capability.</summary>
public abstract record CallOutput;
