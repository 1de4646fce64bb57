using System.Buffers;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Limits;

/// <summary>What one call, or one attempt, must have a place in, and what it holds once it was let in.</summary>
/// <param name="call">The call.</param>
/// <param name="need">The tokens it may use at most; asked only where tokens are limited.</param>
/// <param name="likely">In how many scopes it is likely to need a place.</param>
internal sealed class LimitPass(Call call, Func<Call, TokenNeed> need, int likely)
{
    private Place[] _places = ArrayPool<Place>.Shared.Rent(likely);
    private TokenNeed? _need;
    private CallQuotas? _quotas;

    /// <summary>In how many scopes it needs a place; none where no limit holds it.</summary>
    public int Count { get; private set; }

    /// <summary>The places.</summary>
    public Span<Place> Places => _places.AsSpan(0, Count);

    /// <summary>Whose it is, for the order in a line.</summary>
    public string Caller { get; } = call.State.Caller!.Principal?.Id ?? call.State.Caller.Key.Id;

    /// <summary>Its priority: the highest of its limits.</summary>
    public int Priority { get; private set; }

    /// <summary>When it came, as a timestamp.</summary>
    public long Arrived { get; set; }

    /// <summary>The tokens it may use at most.</summary>
    public TokenNeed Need => _need ??= Capped(need(call));

    /// <summary>The key's own limits, which hold where the place is among the keys'.</summary>
    public (int Requests, int Running) OfKey { get; set; } = (int.MaxValue, int.MaxValue);

    /// <summary>Whether one of its limits counts tokens.</summary>
    public bool CountsTokens { get; set; }

    /// <summary>The input tokens it holds.</summary>
    public long Input { get; set; }

    /// <summary>The output tokens it holds: what it may use at most.</summary>
    public long Output { get; set; }

    /// <summary>How it stands with its limits.</summary>
    public CallQuotas Quotas => _quotas ??= new CallQuotas();

    /// <summary>Whether it is an attempt's: how that stands is told only where it is refused.</summary>
    public bool IsOfAttempt { get; init; }

    /// <summary>It needs a place there, too.</summary>
    public void Add(LimitCounters limit, in ScopeName name)
    {
        if (Count == _places.Length)
        {
            var more = ArrayPool<Place>.Shared.Rent(Count * 2);
            Places.CopyTo(more);
            ArrayPool<Place>.Shared.Return(_places, clearArray: true);
            _places = more;
        }

        _places[Count++] = new Place(limit, name);
        Priority = Count == 1 ? limit.Limit.Priority : Math.Max(Priority, limit.Limit.Priority);
    }

    /// <summary>It has left every place, and is used no more.</summary>
    public void Clear()
    {
        var places = _places;
        (_places, Count) = ([], 0);
        ArrayPool<Place>.Shared.Return(places, clearArray: true);
    }

    // What Policy allows is less than what was asked for, and told upstream.
    private TokenNeed Capped(TokenNeed asked) => call.State.OutputCap < asked.Output ? asked with { Output = call.State.OutputCap.Value } : asked;

    /// <summary>A place in a scope.</summary>
    internal record struct Place(LimitCounters Limit, ScopeName Name)
    {
        /// <summary>The scope's counters, as of the last try.</summary>
        public ScopeCounters? Scope { get; set; }
    }
}
