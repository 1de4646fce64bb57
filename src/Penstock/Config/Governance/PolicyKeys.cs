using System.Net;
using System.Text.RegularExpressions;
using Penstock.Config.Kinds;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Policies;

namespace Penstock.Config.Governance;

/// <summary>The keys of policies: rules, rules for the heads of requests, maintenance.</summary>
internal static partial class PolicyKeys
{
    private static readonly ConfigKey<string> s_description = new("description", Scalars.Text, "What it is for. Callers who are refused are told.") { DefaultNote = "none" };

    private static readonly ConfigKey<bool> s_shadow = new("mode", Scalars.Choice("mode", Scalars.Words(("enforce", false), ("shadow", true))),
        "`enforce`, or `shadow`: only recorded with each call what the rule would have done.")
    { Default = "enforce" };

    private static readonly ConfigKey<PolicyEffect> s_effect = new("effect", Scalars.Choice("effect", Scalars.Words(("allow", PolicyEffect.Allow), ("deny", PolicyEffect.Deny))),
        "What it does to the calls that all its conditions fit. What is denied by one rule is not allowed by another.")
    { Required = true };

    private static readonly ConfigKey<IReadOnlyList<IPNetwork>> s_networks = Networks("networks", "Networks one of which the call comes from: `10.0.0.0/8`.");
    private static readonly ConfigKey<IReadOnlyList<IPNetwork>> s_outsideNetworks = Networks("outside_networks", "Networks none of which the call comes from.");

    private static readonly ConfigKey<IReadOnlyList<Capability>> s_capabilities = new("capabilities",
        new ListKind<Capability>(Scalars.Choice("capability", Scalars.Words(Enum.GetValues<Capability>().Select(capability => (capability.Name(), capability)))), oneIsEnough: true),
        "What is asked of the model.")
    { DefaultNote = "any" };

    private static readonly ConfigKey<IReadOnlyList<string>> s_tools = Names("tools", "tool", "Names of tools (or the provider's own kinds of them, `web_search*`) that the request offers.");
    private static readonly ConfigKey<IReadOnlyList<string>> s_dataClasses = Names("data_classes", "data class", "Classes of the call's data: those of the model (`models.<model>.data_classes`), and the governed tag `data_class`.");
    private static readonly ConfigKey<bool> s_streaming = new("streaming", Scalars.Boolean, "Only streams, or only whole answers.") { DefaultNote = "either" };
    private static readonly ConfigKey<IReadOnlyList<string>> s_providers = Names("providers", "provider", "Providers of the target, by their names here.");
    private static readonly ConfigKey<IReadOnlyList<string>> s_regions = Names("regions", "region", "Regions of the target.");
    private static readonly ConfigKey<IReadOnlyList<string>> s_outsideRegions = Names("outside_regions", "region", "Regions that the target is not in. A target whose region is not known is outside.");

    private static readonly ConfigKey<int> s_maxOutputTokens = new("max_output_tokens", Scalars.Integer(1, int.MaxValue), "The most tokens of an answer; a request that asks for more gets this many.") { DefaultNote = "no limit" };

    private static readonly ConfigKey<TimeSpan> s_logContent = new("log_content", Scalars.Duration(TimeSpan.FromMinutes(1), TimeSpan.FromDays(3660)),
        "Records the content of the call, redacted and encrypted, for this long.")
    { DefaultNote = "not recorded" };

    private static readonly ConfigKey<PolicyLimits> s_limits = new("limits",
        new SectionKind<PolicyLimits>([s_maxOutputTokens, s_logContent], s => new PolicyLimits(s.GetOptional(s_maxOutputTokens), s.GetOptional(s_logContent))),
        "How the calls may run that it allows. Of several rules the tightest limit counts.")
    { DefaultNote = "none" };

    /// <summary>A rule.</summary>
    public static readonly SectionKind<PolicyRule> Rule = new(
        [
            s_description, s_effect, s_shadow, AppliesKeys.Applies, s_networks, s_outsideNetworks, s_capabilities, s_tools, s_dataClasses, s_streaming, s_providers, s_regions,
            s_outsideRegions, s_limits,
        ],
        ReadRule);

    public static readonly ConfigKey<IReadOnlyDictionary<string, Declared<PolicyRule>>> Rules = new("policies", GovernedNames.Map("<policy>", Rule),
        "Rules of who may call what, where and how. A condition that is left out fits every call.")
    { DefaultNote = "none" };

    private static readonly ConfigKey<PolicyEffect> s_default = new("default", Scalars.Choice("effect", Scalars.Words(("allow", PolicyEffect.Allow), ("deny", PolicyEffect.Deny))),
        "What happens to a call that no rule fits.")
    { Default = "allow" };

    private static readonly ConfigKey<string> s_region = new("region", Scalars.Named("region"),
        "The region this server is in: models that run in it are there.")
    { DefaultNote = "not known" };

    public static readonly ConfigKey<PolicyConfig> Policy = new("policy",
        new SectionKind<PolicyConfig>([s_default, s_region], s => new PolicyConfig(s.Get(s_default), s.Has(s_region) ? s.Get(s_region) : null)),
        "What holds where no rule says otherwise.");

    private static readonly ConfigKey<IReadOnlyList<IPNetwork>> s_from = Networks("networks", "The networks that calls must come from.");
    private static readonly ConfigKey<IReadOnlyList<IPNetwork>> s_notFrom = Networks("forbidden_networks", "Networks that calls must not come from.");
    private static readonly ConfigKey<IReadOnlyDictionary<string, string>> s_required = Headers("required_headers", "Headers that calls must have, and with which value: `x-zone: internal*`; `*` for any.");
    private static readonly ConfigKey<IReadOnlyDictionary<string, string>> s_forbidden = Headers("forbidden_headers", "Headers that calls must not have, and with which value; `*` for any.");
    private static readonly ConfigKey<long> s_maxBody = new("max_body_bytes", Scalars.Size(0, 1L << 30), "The largest body.") { DefaultNote = "what `server.max_body_bytes` says" };

    /// <summary>A rule for the heads of requests.</summary>
    public static readonly SectionKind<HeaderRule> HeaderRule = new(
        [s_description, s_shadow, AppliesKeys.Applies, s_from, s_notFrom, s_required, s_forbidden, s_maxBody],
        ReadHeaderRule);

    public static readonly ConfigKey<IReadOnlyDictionary<string, Declared<HeaderRule>>> HeaderRules = new("header_rules", GovernedNames.Map("<rule>", HeaderRule),
        "What requests must look like, decided before a byte of the body is read.")
    { DefaultNote = "none" };

    private static readonly ConfigKey<IReadOnlyList<string>> s_models = Names("models", "model name", "The models; all when it is left out.");
    private static readonly ConfigKey<string> s_message = new("message", Scalars.Text, "What callers are told.") { DefaultNote = "that it is under maintenance" };
    private static readonly ConfigKey<DateTimeOffset> s_since = new("from", Scalars.Instant, "Since when: `2026-12-01T20:00:00Z`.") { DefaultNote = "now" };
    private static readonly ConfigKey<DateTimeOffset> s_until = new("until", Scalars.Instant, "Until when; callers are told to try again then.") { DefaultNote = "until it is deleted" };

    private static readonly ConfigKey<TimeSpan> s_retryAfter = new("retry_after", Scalars.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        "When callers are told to try again, where `until` does not say.")
    { Default = "60s" };

    /// <summary>A maintenance.</summary>
    public static readonly SectionKind<Maintenance> Maintenance = new(
        [s_models, s_message, s_since, s_until, s_retryAfter],
        s => new Maintenance
        {
            Id = s.Place.EntryName,
            Models = s.Has(s_models) ? s.Get(s_models) : [],
            Message = s.Has(s_message) ? s.Get(s_message) : null,
            From = s.GetOptional(s_since),
            Until = s.GetOptional(s_until),
            RetryAfter = s.Get(s_retryAfter),
        });

    public static readonly ConfigKey<IReadOnlyDictionary<string, Declared<Maintenance>>> Maintenances = new("maintenance", GovernedNames.Map("<maintenance>", Maintenance),
        "What is answered 503 with `Retry-After` while something is mended: all calls, or those of some models.")
    { DefaultNote = "none" };

    private static PolicyRule ReadRule(Section s)
    {
        var rule = new PolicyRule
        {
            Id = s.Place.EntryName,
            Description = s.Has(s_description) ? s.Get(s_description) : null,
            Effect = s.Get(s_effect),
            Shadow = s.Get(s_shadow),
            Applies = s.Has(AppliesKeys.Applies) ? s.Get(AppliesKeys.Applies) : Applies.ToAll,
            Networks = Of(s, s_networks),
            OutsideNetworks = Of(s, s_outsideNetworks),
            Capabilities = Of(s, s_capabilities),
            Tools = Of(s, s_tools),
            DataClasses = Of(s, s_dataClasses),
            Streaming = s.GetOptional(s_streaming),
            Providers = Of(s, s_providers),
            Regions = Of(s, s_regions),
            OutsideRegions = Of(s, s_outsideRegions),
            Limits = s.Has(s_limits) ? s.Get(s_limits) : null,
        };
        if (rule is { Effect: PolicyEffect.Deny, Limits: not null })
        {
            s.Mistake(s_limits, "a rule that denies has no limits", "Remove them, or let the rule allow.");
        }

        return rule;
    }

    private static HeaderRule ReadHeaderRule(Section s)
    {
        var rule = new HeaderRule
        {
            Id = s.Place.EntryName,
            Description = s.Has(s_description) ? s.Get(s_description) : null,
            Shadow = s.Get(s_shadow),
            Applies = s.Has(AppliesKeys.Applies) ? s.Get(AppliesKeys.Applies) : Applies.ToAll,
            Networks = Of(s, s_from),
            ForbiddenNetworks = Of(s, s_notFrom),
            RequiredHeaders = s.Get(s_required),
            ForbiddenHeaders = s.Get(s_forbidden),
            MaxBodyBytes = s.GetOptional(s_maxBody),
        };
        if (rule.Applies.Models.Count > 0)
        {
            s.Mistake(AppliesKeys.Applies, "the model is not known before the body is read", "Remove `models`; a rule under `policies` can have it.");
        }

        return rule;
    }

    private static IReadOnlyList<T> Of<T>(Section s, ConfigKey<IReadOnlyList<T>> key) => s.Has(key) ? s.Get(key) ?? [] : [];

    private static ConfigKey<IReadOnlyList<IPNetwork>> Networks(string name, string description) =>
        new(name, new ListKind<IPNetwork>(NetworkScalars.Network, oneIsEnough: true), description) { DefaultNote = "any" };

    private static ConfigKey<IReadOnlyList<string>> Names(string name, string label, string description) =>
        new(name, new ListKind<string>(Scalars.Named(label), oneIsEnough: true), description + " A name that ends in `*` stands for all that begin so.") { DefaultNote = "any" };

    private static ConfigKey<IReadOnlyDictionary<string, string>> Headers(string name, string description) =>
        new(name, new MapKind<string>("<header>", HeaderName(), "Write the name of a header.", Scalars.Named("value")), description) { DefaultNote = "none" };

    [GeneratedRegex("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderName();
}
