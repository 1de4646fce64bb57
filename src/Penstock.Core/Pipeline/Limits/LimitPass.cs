using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Limits;

/// <summary>What one call, or one attempt, must have a place in, and what it holds once it was let in.</summary>
/// <param name="call">The call.</param>
/// <param name="need">The tokens it may use at most; asked only where tokens are limited.</param>
/// <param name="places">The places it needs.</param>
internal sealed class LimitPass(Call call, Func<Call, TokenNeed> need, LimitPlaces places)
{
    private readonly ScopeCounters?[] _scopes = new ScopeCounters?[places.Count];
    private TokenNeed? _need;
    private CallQuotas? _quotas;

    /// <summary>The places.</summary>
    public ReadOnlySpan<LimitPlace> Places => places.All;

    /// <summary>The counters of each place's scope, as of the last try; null where the limit was gone.</summary>
    public Span<ScopeCounters?> Scopes => _scopes;

    /// <summary>Whose it is, for the order in a line.</summary>
    public string Caller => call.State.Caller!.Principal?.Id ?? call.State.Caller.Key.Id;

    /// <summary>Its priority: the highest of its limits.</summary>
    public int Priority => places.Priority;

    /// <summary>When it came, as a timestamp.</summary>
    public long Arrived { get; set; }

    /// <summary>The tokens it may use at most.</summary>
    public TokenNeed Need => _need ??= Capped(need(call));

    /// <summary>The key's own limits, which hold where the place is among the keys'.</summary>
    public (int Requests, int Running) OfKey { get; init; } = (int.MaxValue, int.MaxValue);

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

    // What Policy allows is less than what was asked for, and told upstream.
    private TokenNeed Capped(TokenNeed asked) => call.State.OutputCap < asked.Output ? asked with { Output = call.State.OutputCap.Value } : asked;
}
