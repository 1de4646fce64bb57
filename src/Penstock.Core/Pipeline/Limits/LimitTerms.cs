using Penstock.Domain.Access;

namespace Penstock.Pipeline.Limits;

/// <summary>What a limit says, as every call asks it: swapped whole when the limit changes.</summary>
internal sealed class LimitTerms(Limit limit)
{
    /// <summary>The limit.</summary>
    public Limit Limit => limit;

    /// <summary>Whether it is about all calls.</summary>
    public bool IsOfAll { get; } = limit.Applies.IsToAll && limit.Providers.Count == 0;

    /// <summary>By what calls are counted apart.</summary>
    public ScopeKind[] Each { get; } = [.. limit.Each];

    /// <summary>How much in how long.</summary>
    public LimitRate[] Rates { get; } = [.. limit.Rates];

    /// <summary>Whether it counts tokens.</summary>
    public bool CountsTokens { get; } = limit.Rates.Any(rate => rate.Unit != LimitUnit.Requests);
}
