using System.Net;
using Penstock.Domain.Access;

namespace Penstock.Domain.Policies;

/// <summary>Whether a rule is about a call, and about a target of it.</summary>
public static class RuleMatch
{
    /// <summary>The tag that says of what class the data of a call is.</summary>
    public const string DataClassTag = "data_class";

    /// <summary>The first condition that the call does not fit, by its name in the configuration; null when it fits all that are not about targets.</summary>
    public static string? Unfit(PolicyRule rule, in PolicyFacts facts) =>
        !rule.Applies.Match(facts.Caller, facts.Model.Id, facts.Tags) ? "applies"
        : rule.Capabilities.Count > 0 && !rule.Capabilities.Contains(facts.Capability) ? "capabilities"
        : rule.Streaming is { } streaming && streaming != facts.Streaming ? "streaming"
        : rule.Networks.Count > 0 && !In(rule.Networks, facts.Caller.Address) ? "networks"
        : rule.OutsideNetworks.Count > 0 && In(rule.OutsideNetworks, facts.Caller.Address) ? "outside_networks"
        : rule.DataClasses.Count > 0 && !HasClass(rule.DataClasses, facts) ? "data_classes"
        : rule.Tools.Count > 0 && !Offers(rule.Tools, facts.Tools()) ? "tools"
        : null;

    /// <summary>Whether a target fits the conditions that are about targets.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="provider">The target's provider.</param>
    /// <param name="region">Where the target is; null where that is not known.</param>
    public static bool Fits(PolicyRule rule, string provider, string? region) =>
        (rule.Providers.Count == 0 || Applies.Named(rule.Providers, provider))
        && (rule.Regions.Count == 0 || (region is not null && Applies.Named(rule.Regions, region)))
        && (rule.OutsideRegions.Count == 0 || region is null || !Applies.Named(rule.OutsideRegions, region));

    /// <summary>Whether an address is in one of some networks; one that is not known is in none.</summary>
    public static bool In(IReadOnlyList<IPNetwork> networks, IPAddress? address) => address is not null && Networks.Contain(networks, address);

    private static bool HasClass(IReadOnlyList<string> classes, in PolicyFacts facts)
    {
        if (facts.Tags.TryGetValue(DataClassTag, out var tagged) && Applies.Named(classes, tagged))
        {
            return true;
        }

        foreach (var of in facts.Model.DataClasses)
        {
            if (Applies.Named(classes, of))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Offers(IReadOnlyList<string> patterns, IReadOnlyList<string> tools)
    {
        foreach (var tool in tools)
        {
            if (Applies.Named(patterns, tool))
            {
                return true;
            }
        }

        return false;
    }
}
