using Penstock.Domain.Access;

namespace Penstock.Pipeline.Limits;

/// <summary>Why a call was not let in.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="Scope">Whom it counts, where it counts apart; empty where it does not.</param>
/// <param name="Rate">The rate that is used up; null when as many run as may, or too many wait.</param>
/// <param name="Most">The most there may be.</param>
/// <param name="RetryAfter">When there may be room; null when that depends on running calls, or when there never is.</param>
/// <param name="Reason">What kind of refusal it is.</param>
/// <param name="Need">How much the call asked for.</param>
internal sealed record LimitRefusal(Limit Limit, string Scope, LimitRate? Rate, long Most, TimeSpan? RetryAfter, RefusalReason Reason, long Need)
{
    /// <summary>How long it waited.</summary>
    public TimeSpan Waited { get; init; }
}
