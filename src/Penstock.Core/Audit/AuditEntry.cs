using Penstock.Domain.Access;

namespace Penstock.Audit;

/// <summary>What the audit trail keeps of one action: who did what to which thing, and from where.</summary>
/// <param name="Actor">Who, and from where.</param>
/// <param name="Action">What: the kind of thing, a dot, and a verb: <c>team.create</c>, <c>key.rotate</c>, <c>user.login</c>.</param>
/// <param name="Kind">The kind of thing, one word in the singular: <c>team</c>.</param>
/// <param name="Id">Which one; null where there is only one of it, or none.</param>
/// <param name="At">When, UTC.</param>
public sealed record AuditEntry(Actor Actor, string Action, string Kind, string? Id, DateTimeOffset At)
{
    /// <summary>What the thing was before, as JSON; null for one that was not there. Whatever is set here is masked.</summary>
    public string? Before
    {
        get;
        init => field = AuditMask.Mask(value);
    }

    /// <summary>What it is now, as JSON, or more of what was done; null for one that is gone. Whatever is set here is masked.</summary>
    public string? After
    {
        get;
        init => field = AuditMask.Mask(value);
    }

    /// <summary>How it went.</summary>
    public AuditOutcome Outcome { get; init; }
}
