using Penstock.Domain.Models;
using Penstock.Domain.Policies;

namespace Penstock.Pipeline.Policy;

/// <summary>What one rule says of a call, for an explanation.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Unfit">The first condition that the call does not fit; null when it fits.</param>
/// <param name="Targets">The targets that fit, of a rule that is about targets; null where all do, or the call does not fit.</param>
public sealed record RuleTrace(PolicyRule Rule, string? Unfit, IReadOnlyList<Target>? Targets);
