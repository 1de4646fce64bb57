using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Management;

/// <summary>What the document says of decisions.</summary>
internal static class PolicyOperations
{
    public static readonly OperationDescription Decide = new()
    {
        Id = "explainPolicyDecision",
        Tag = OperationTags.Policy,
        Permission = Permission.PoliciesRead,
        Summary = "Explain a decision",
        Description = "Says what the rules say of a call that might be made, rule by rule and target by target, or (by `call_id`) what was decided of one that was made. Nothing is called.",
        Request = new ContentDescription(WireSchema.Written("PolicyDecisionBody"), new ExampleDescription("might", "A call that might be made", """{"model":"iris","capability":"predict","address":"10.1.2.3"}""")),
        Answers = [new AnswerDescription(200, "The decision.", new ContentDescription(WireSchema.Written("PolicyDecision")))],
        Errors = [ErrorKind.InvalidInput, ErrorKind.NotFound],
    };
}
