using Penstock.Domain.Access;

namespace Penstock.Pipeline.Limits;

/// <summary>What there is of a limit in one scope now.</summary>
/// <param name="Scope">Whom it counts: the ids, in the order of the limit's; empty where all count together.</param>
/// <param name="Running">Calls that run.</param>
/// <param name="Waiting">Calls that wait.</param>
/// <param name="Rates">What each of the limit's rates has counted, and what running calls hold of it besides.</param>
public sealed record LimitUse(string Scope, int Running, int Waiting, IReadOnlyList<(LimitRate Rate, long Used, long Held)> Rates)
{
    /// <summary>What there is in a scope.</summary>
    internal static LimitUse Of(ScopeCounters scope, long now)
    {
        var rates = scope.Limit.Limit.Rates;
        var used = new (LimitRate, long, long)[rates.Count];
        for (var i = 0; i < used.Length; i++)
        {
            ref var counted = ref scope.Rates[i].Window;
            counted.Expire(now);
            used[i] = (rates[i], counted.Sum, scope.Held(rates[i].Unit));
        }

        return new LimitUse(scope.Name.ToString(), scope.Running, scope.Line?.Count ?? 0, used);
    }
}
