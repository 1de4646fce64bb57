using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Domain.Policies;

namespace Penstock.Pipeline.Policy;

/// <summary>A snapshot of the rules.</summary>
/// <param name="All">The rules.</param>
/// <param name="Default">What happens to a call that no rule fits.</param>
/// <param name="Headers">The rules for the heads of calls.</param>
/// <param name="Maintenance">What is under maintenance.</param>
public sealed record PolicyRules(
    IReadOnlyList<PolicyRule> All, PolicyEffect Default, IReadOnlyList<HeaderRule> Headers, IReadOnlyList<Maintenance> Maintenance)
{
    /// <summary>No rules: everything is allowed.</summary>
    public static readonly PolicyRules None = new([], PolicyEffect.Allow, [], []);

    /// <summary>The region this server is in, and with it what runs in its process; null where that is not known.</summary>
    public string? Region { get; init; }

    /// <summary>Whether they allow every call: then there is nothing to decide.</summary>
    public bool AllowAll => All.Count == 0 && Default == PolicyEffect.Allow;

    /// <summary>Where a target is; null where that is not known.</summary>
    public string? RegionOf(Target target) => target.Region ?? (target.Route == RouteOptions.Local ? Region : null);

    /// <summary>Why calls are not taken now; null when they are.</summary>
    /// <param name="model">The model; null while it is not known, when only a maintenance of everything counts.</param>
    /// <param name="now">The time.</param>
    public CallError? UnderMaintenance(string? model, DateTimeOffset now)
    {
        foreach (var one in Maintenance)
        {
            if ((model is not null || one.Models.Count == 0) && one.Holds(model ?? "", now))
            {
                return new CallError(ErrorKind.Unavailable, one.Message ?? (one.Models.Count == 0 ? "The server is under maintenance. Try again later." : $"The model '{model}' is under maintenance. Try again later, or call another."))
                {
                    Code = "maintenance",
                    RetryAfter = one.Until - now ?? one.RetryAfter,
                };
            }
        }

        return null;
    }

    /// <summary>Decides a call.</summary>
    /// <param name="facts">What is known of it.</param>
    /// <param name="targets">Where it could run.</param>
    /// <param name="trace">Takes what every rule says, for an explanation; null where nobody asks.</param>
    public PolicyDecision Decide(in PolicyFacts facts, IReadOnlyList<Target> targets, List<RuleTrace>? trace = null)
    {
        if (AllowAll)
        {
            return PolicyDecision.Free(targets);
        }

        var decision = new Deciding(this, targets);
        foreach (var rule in All)
        {
            var unfit = RuleMatch.Unfit(rule, facts);
            if (unfit is null)
            {
                decision.Take(rule);
            }

            trace?.Add(new RuleTrace(rule, unfit, unfit is not null || !rule.IsAboutTargets ? null : [.. targets.Where(target => RuleMatch.Fits(rule, target.Provider, RegionOf(target)))]));
        }

        return decision.Close();
    }

    // Which of the targets are denied and allowed, and by what.
    private sealed class Deciding(PolicyRules rules, IReadOnlyList<Target> targets)
    {
        private readonly PolicyRule?[] _denied = new PolicyRule?[targets.Count];
        private readonly bool[] _allowed = new bool[targets.Count];
        private List<string>? _notes;
        private List<(PolicyRule Rule, bool[] Fit)>? _limiting;

        public void Take(PolicyRule rule)
        {
            var fits = 0;
            var fit = rule.Limits is null ? null : new bool[targets.Count];
            for (var i = 0; i < targets.Count; i++)
            {
                if (!RuleMatch.Fits(rule, targets[i].Provider, rules.RegionOf(targets[i])))
                {
                    continue;
                }

                fits++;
                if (fit is not null)
                {
                    fit[i] = true;
                }

                if (rule.Shadow)
                {
                    continue;
                }

                if (rule.Effect == PolicyEffect.Deny)
                {
                    _denied[i] ??= rule;
                }
                else
                {
                    _allowed[i] = true;
                }
            }

            if (fits == 0)
            {
                return;
            }

            (_notes ??= []).Add($"policy {rule.Id}: {(rule.Shadow ? "would " : "")}{(rule.Effect == PolicyEffect.Deny ? "deny" : "allow")}{(fits < targets.Count ? $" {fits} of {targets.Count} targets" : "")}");
            if (fit is not null && !rule.Shadow && rule.Effect == PolicyEffect.Allow)
            {
                (_limiting ??= []).Add((rule, fit));
            }
        }

        public PolicyDecision Close()
        {
            var open = new List<Target>(targets.Count);
            var limits = new List<PolicyLimits>();
            for (var i = 0; i < targets.Count; i++)
            {
                if (_denied[i] is null && (_allowed[i] || rules.Default == PolicyEffect.Allow))
                {
                    open.Add(targets[i]);
                }
            }

            // A limit that is about one target of the call holds for the whole call: where it runs is known only later.
            foreach (var (rule, fit) in _limiting ?? [])
            {
                if (Enumerable.Range(0, targets.Count).Any(i => fit[i] && open.Contains(targets[i])))
                {
                    limits.Add(rule.Limits!);
                }
            }

            return new PolicyDecision(open, _denied.FirstOrDefault(rule => rule is not null), _notes ?? [], [.. _denied])
            {
                MaxOutputTokens = limits.Min(limit => limit.MaxOutputTokens),
                ContentRetention = limits.Min(limit => limit.ContentRetention),
            };
        }
    }
}
