using Penstock.Domain.Calls;

namespace Penstock.Batching;

/// <summary>What became of an entry: its own result, or why it was never run.</summary>
/// <param name="Result">Its result, which is the caller's to dispose; nothing when there is an error.</param>
/// <param name="Error">Why it was not run: <see cref="ErrorKind.RateLimited"/> with the code <c>queue_full</c>, or
/// <see cref="ErrorKind.ProviderTimeout"/> with the code <c>deadline_exceeded</c>; null when it was.</param>
/// <param name="Phases">Where its time went.</param>
public readonly record struct BatchOutcome<TResult>(TResult? Result, CallError? Error, PredictPhases Phases);
