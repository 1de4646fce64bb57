using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Policies;

namespace Penstock.Pipeline.Policy;

/// <summary>Decides by the head of a request, as a firewall does: before a byte of the body is read.</summary>
public sealed class AdmitStage(PolicyBook book) : Stage
{
    /// <inheritdoc/>
    public override ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct)
    {
        var rules = book.Rules;
        if (rules.UnderMaintenance(null, call.Time.GetUtcNow()) is { } mended)
        {
            return ValueTask.FromResult(CallResult.Fail(mended));
        }

        foreach (var rule in rules.Headers)
        {
            if (rule.Applies.Match(call.State.Caller!, null, call.State.Tags) && Broken(rule, call.Head, call.State.Caller!) is { } broken)
            {
                call.State.Decided($"header rule {rule.Id}: {(rule.Shadow ? "would deny" : "deny")}");
                if (!rule.Shadow)
                {
                    return ValueTask.FromResult(CallResult.Fail(broken));
                }
            }
        }

        return next(call, ct);
    }

    /// <summary>What of a rule a request breaks; null when it keeps it.</summary>
    public static CallError? Broken(HeaderRule rule, CallHead head, Caller caller)
    {
        if ((rule.Networks.Count > 0 && !RuleMatch.In(rule.Networks, caller.Address)) || RuleMatch.In(rule.ForbiddenNetworks, caller.Address))
        {
            return Denied(rule, "calls from this address are not let in");
        }

        foreach (var (name, value) in rule.RequiredHeaders)
        {
            if (head.Header(name) is not { } sent || !Applies.Named([value], sent))
            {
                return Denied(rule, value == "*" ? $"the header '{name}' is missing" : $"the header '{name}' is missing, or has another value than it must have");
            }
        }

        foreach (var (name, value) in rule.ForbiddenHeaders)
        {
            if (head.Header(name) is { } sent && Applies.Named([value], sent))
            {
                return Denied(rule, $"the header '{name}' is not let in{(value == "*" ? "" : " with this value")}");
            }
        }

        return head.ContentLength > rule.MaxBodyBytes ? TooLarge(rule) : null;
    }

    /// <summary>The error of a body that is larger than a rule allows.</summary>
    public static CallError TooLarge(HeaderRule rule) =>
        new(ErrorKind.TooLarge, $"The body is larger than the {rule.MaxBodyBytes} bytes that the header rule '{rule.Id}' allows. Send less.") { Code = "header_rule" };

    private static CallError Denied(HeaderRule rule, string why) =>
        new(ErrorKind.PermissionDenied, $"The header rule '{rule.Id}' forbids this call: {why}.") { Code = "header_rule" };
}
