using Penstock.Domain.Access;

namespace Penstock.Pipeline.Limits;

/// <summary>What a scope has counted of one of its limit's rates. It stands in an array and is changed there, so that counting touches little memory.</summary>
/// <param name="rate">The rate.</param>
/// <param name="window">What happened in the last stretch of its length.</param>
internal struct ScopeRate(LimitRate rate, RollingWindow window)
{
    /// <summary>What is counted.</summary>
    public readonly LimitUnit Unit = rate.Unit;

    /// <summary>The length of the stretch.</summary>
    public readonly TimeSpan Per = rate.Per;

    /// <summary>
    /// What this process may use of it: all of it. Where several share a limit it is the slice that this one has leased, which may change at
    /// any time.
    /// </summary>
    public long Slice = rate.Most;

    /// <summary>What happened in the last stretch of its length.</summary>
    public RollingWindow Window = window;
}
