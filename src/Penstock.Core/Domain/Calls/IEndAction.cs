namespace Penstock.Domain.Calls;

/// <summary>Something a stage does when a call has ended, exactly once, on every path.</summary>
public interface IEndAction
{
    /// <summary>Runs when the call has ended; <see cref="CallState.End"/> says how. It must not throw for what callers do.</summary>
    /// <param name="call">The call.</param>
    /// <param name="ct">The server's own token: a client that leaves does not cancel it.</param>
    ValueTask OnEndAsync(Call call, CancellationToken ct);
}
