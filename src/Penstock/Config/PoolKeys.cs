using Penstock.Config.Kinds;
using Penstock.Domain.Models;

namespace Penstock.Config;

/// <summary>How a model's calls move among its targets.</summary>
internal static class PoolKeys
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);

    private static readonly (string Word, FallbackConditions Condition)[] s_conditions =
    [
        ("unavailable", FallbackConditions.Unavailable), ("timeout", FallbackConditions.Timeout), ("rate_limited", FallbackConditions.RateLimited),
        ("context_too_long", FallbackConditions.ContextTooLong), ("credentials", FallbackConditions.Credentials),
        ("model_not_found", FallbackConditions.ModelNotFound), ("unsupported", FallbackConditions.Unsupported),
        ("content_filter", FallbackConditions.ContentFilter), ("invalid_request", FallbackConditions.InvalidRequest),
    ];

    public static readonly ConfigKey<IReadOnlyList<FallbackConditions>> FallbackOn = new("fallback_on",
        new ListKind<FallbackConditions>(Scalars.Choice("condition", Scalars.Words(s_conditions)), mayBeEmpty: true),
        "The failures of one target, before anything was released to the client, after which another is tried.")
    { DefaultNote = "all but content_filter and invalid_request" };

    public static readonly ConfigKey<TimeSpan> FirstToken = new("first_token", Scalars.Duration(s_tick, TimeSpan.FromHours(24)),
        "Streams: to the first piece of content; then another target is tried.")
    { DefaultNote = "no bound of its own" };

    public static readonly ConfigKey<int> Failures = new("failures", Scalars.Integer(1, 1000),
        "How many failures within `window`, being at least half of the calls in it, open a target's breaker.")
    { Default = "5" };

    public static readonly ConfigKey<TimeSpan> Window = new("window", Scalars.Duration(s_tick, TimeSpan.FromHours(1)),
        "The time in which failures are counted.")
    { Default = "30s" };

    public static readonly ConfigKey<TimeSpan> CoolDown = new("cool_down", Scalars.Duration(s_tick, TimeSpan.FromHours(1)),
        "How long an open breaker lets nothing through; then one call probes, and if it fails the time doubles. Also after a 429 without `Retry-After`.")
    { Default = "5s" };

    public static readonly ConfigKey<TimeSpan> LongestCoolDown = new("max_cool_down", Scalars.Duration(s_tick, TimeSpan.FromHours(24)),
        "The longest cool-down; a longer `Retry-After` is not believed.")
    { Default = "5m" };

    public static readonly ConfigKey<BreakerOptions> Breaker = new("breaker",
        new SectionKind<BreakerOptions>([Failures, Window, CoolDown, LongestCoolDown], s => new BreakerOptions
        {
            Failures = s.Get(Failures),
            Window = s.Get(Window),
            CoolDown = s.Get(CoolDown),
            LongestCoolDown = s.Get(LongestCoolDown),
        }),
        "When a target that fails is left alone. A model's only target never is.");

    public static readonly ConfigKey<PoolOptions> Route = new("route",
        new SectionKind<PoolOptions>([FallbackOn, FirstToken, Breaker], s => new PoolOptions
        {
            FallbackOn = s.Has(FallbackOn) ? (s.Get(FallbackOn) ?? []).Aggregate(FallbackConditions.None, (all, one) => all | one) : FallbackConditions.Default,
            FirstToken = s.Has(FirstToken) ? s.Get(FirstToken) : null,
            Breaker = s.Get(Breaker),
        }),
        "Models with targets: how calls move among them.");
}
