using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Domain.Policies;

namespace Penstock.Pipeline.Policy;

/// <summary>What the rules say of a call.</summary>
/// <param name="Targets">Where it may run; none: it is refused.</param>
/// <param name="DeniedBy">The first rule that denied a target; null when no rule did.</param>
/// <param name="Notes">Every rule that fits, for the record.</param>
/// <param name="Denials">For each target the call could run on the rule that denied it; null for none.</param>
public sealed record PolicyDecision(IReadOnlyList<Target> Targets, PolicyRule? DeniedBy, IReadOnlyList<string> Notes, IReadOnlyList<PolicyRule?> Denials)
{
    /// <summary>The most output tokens; null for no limit.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>How long its content is recorded; null for not at all.</summary>
    public TimeSpan? ContentRetention { get; init; }

    /// <summary>The error of a call that is refused; null for one that may run.</summary>
    public CallError? Error => Targets.Count > 0 ? null : new CallError(
        ErrorKind.PermissionDenied,
        DeniedBy is { } rule ? $"The policy '{rule.Id}' forbids this call{(rule.Description is { } why ? $": {why.TrimEnd('.')}" : "")}. POST /api/v1/policy-decisions explains it to whoever administers Penstock."
            : "No policy allows this call. Ask whoever administers Penstock for one.")
    {
        Code = "policy_denied",
    };

    /// <summary>Nothing said against it.</summary>
    public static PolicyDecision Free(IReadOnlyList<Target> targets) => new(targets, null, [], []);
}
