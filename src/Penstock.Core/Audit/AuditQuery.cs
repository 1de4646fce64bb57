namespace Penstock.Audit;

/// <summary>Which entries are wanted; all that is given must fit.</summary>
/// <param name="Limit">How many at most.</param>
public sealed record AuditQuery(int Limit)
{
    /// <summary>Who: <see cref="Domain.Access.Actor.Id"/>.</summary>
    public string? Actor { get; init; }

    /// <summary>What was done; with a <c>*</c> at its end, all that begins so.</summary>
    public string? Action { get; init; }

    /// <summary>The kind of thing.</summary>
    public string? Kind { get; init; }

    /// <summary>Which one.</summary>
    public string? Id { get; init; }

    /// <summary>How it went.</summary>
    public AuditOutcome? Outcome { get; init; }

    /// <summary>From this instant on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this instant.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only entries behind this one in the list, hence older; null for the first page.</summary>
    public AuditPlace? After { get; init; }
}
