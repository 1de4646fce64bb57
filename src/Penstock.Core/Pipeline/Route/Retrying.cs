using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Pipeline.Route;

/// <summary>What may be tried again, and when.</summary>
internal static class Retrying
{
    /// <summary>
    /// Whether the same call may succeed if it is sent again: the conditions of the official SDKs (connection errors, 408, 409,
    /// 429, 500 and above).
    /// </summary>
    public static bool MayRetry(CallError error) => error.Kind switch
    {
        ErrorKind.ProviderUnavailable or ErrorKind.ProviderTimeout => true,
        ErrorKind.ProviderError => error.Provider is { Status: 408 or 409 or 429 or >= 500 },
        _ => false,
    };

    /// <summary>
    /// How long to wait before try <paramref name="attempt"/> + 1: the provider's <c>Retry-After</c>, else a doubling back-off,
    /// jittered between half and the whole of itself. Null when the provider asks for more patience than the target is given.
    /// </summary>
    public static TimeSpan? Delay(CallError error, int attempt, RouteOptions route, double chance)
    {
        if (error.RetryAfter is { } asked)
        {
            return asked <= route.MaxDelay ? asked : null;
        }

        var backoff = Math.Min(route.BaseDelay.TotalMilliseconds * Math.Pow(2, attempt - 1), route.MaxDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(backoff * (0.5 + (0.5 * chance)));
    }

    /// <summary>The error of an attempt whose time is up.</summary>
    public static CallError TimedOut(AttemptClock clock) => new(
        ErrorKind.ProviderTimeout,
        clock.InAll
            ? $"The provider did not finish its answer within {Seconds(clock.Waiting)}, the most that was left for it."
            : clock.ForFirstToken
            ? $"The provider gave no content within {Seconds(clock.FirstToken!.Value)}."
            : clock.Answering
            ? $"The provider went silent for {Seconds(clock.Waiting)} in the middle of its answer."
            : $"The provider did not answer within {Seconds(clock.Waiting)}.");

    private static string Seconds(TimeSpan span) => FormattableString.Invariant($"{span.TotalSeconds:0.###} s");
}
