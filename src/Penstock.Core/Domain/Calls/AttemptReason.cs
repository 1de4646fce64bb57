namespace Penstock.Domain.Calls;

/// <summary>Why a target was tried.</summary>
public enum AttemptReason
{
    /// <summary>By order and weight, among those that were healthy.</summary>
    Chosen,

    /// <summary>Again, after a back-off.</summary>
    Retry,

    /// <summary>Another one, since the one before had failed.</summary>
    Fallback,

    /// <summary>To see whether it has recovered: its breaker is half open.</summary>
    Probe,

    /// <summary>None was healthy, so it was tried all the same.</summary>
    LastResort,
}
