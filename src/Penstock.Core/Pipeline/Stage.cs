using Penstock.Domain.Calls;

namespace Penstock.Pipeline;

/// <summary>One concern around a call. One method serves answers and streams; what happens at the end is an <see cref="IEndAction"/>.</summary>
public abstract class Stage
{
    /// <summary>Does its part and calls <paramref name="next"/>, or answers instead of it. Failures are values.</summary>
    public abstract ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct);
}
