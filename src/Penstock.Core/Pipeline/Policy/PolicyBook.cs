using Penstock.Domain.Models;
using Penstock.Domain.Policies;

namespace Penstock.Pipeline.Policy;

/// <summary>The rules in force. A call is decided by one snapshot of them, swapped whole on a change.</summary>
public sealed class PolicyBook
{
    private PolicyRules _rules = PolicyRules.None;

    /// <summary>The rules, in the order of their ids, and what holds where none fits.</summary>
    public PolicyRules Rules
    {
        get => Volatile.Read(ref _rules);
        set => Volatile.Write(ref _rules, value);
    }

    /// <summary>Decides a call.</summary>
    /// <param name="facts">What is known of it.</param>
    /// <param name="targets">Where it could run.</param>
    /// <param name="trace">Takes what every rule says, for an explanation; null where nobody asks.</param>
    public PolicyDecision Decide(in PolicyFacts facts, IReadOnlyList<Target> targets, List<RuleTrace>? trace = null)
    {
        var rules = Rules;
        if (rules.All.Count == 0 && rules.Default == PolicyEffect.Allow)
        {
            return PolicyDecision.Free(targets);
        }

        var decision = new Deciding(rules, targets);
        foreach (var rule in rules.All)
        {
            var unfit = RuleMatch.Unfit(rule, facts);
            if (unfit is null)
            {
                decision.Take(rule);
            }

            trace?.Add(new RuleTrace(rule, unfit, unfit is not null || !rule.IsAboutTargets ? null : [.. targets.Where(target => RuleMatch.Fits(rule, target.Provider, rules.RegionOf(target)))]));
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
