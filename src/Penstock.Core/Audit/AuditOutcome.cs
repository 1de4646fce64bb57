namespace Penstock.Audit;

/// <summary>How an action went.</summary>
public enum AuditOutcome
{
    /// <summary>It took effect.</summary>
    Done,

    /// <summary>Who wanted it may not do it.</summary>
    Denied,

    /// <summary>It was allowed and came to nothing.</summary>
    Failed,
}
