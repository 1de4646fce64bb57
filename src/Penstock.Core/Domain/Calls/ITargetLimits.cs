using Penstock.Domain.Models;

namespace Penstock.Domain.Calls;

/// <summary>The limits of providers, as a call's attempts meet them: Limits puts it on the call, Route asks it before each attempt.</summary>
public interface ITargetLimits
{
    /// <summary>Takes a place for an attempt at a target; the error that says which limit is full when there is none.</summary>
    CallError? TryEnter(Call call, Target target);

    /// <summary>The same, and waits for the place as long as the limit says; null once it was given.</summary>
    ValueTask<CallError?> EnterAsync(Call call, Target target, CancellationToken ct);

    /// <summary>The attempt that entered last failed: its place is given back, and what it cannot have used.</summary>
    void Failed(Call call, CallError error);
}
