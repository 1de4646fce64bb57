namespace Penstock.Batching;

/// <summary>Where an entry is.</summary>
internal enum WaitingState
{
    /// <summary>It waits.</summary>
    Queued,

    /// <summary>A run reads its memory: its caller must stay.</summary>
    Bound,

    /// <summary>A run computes with a copy of its memory: its caller may leave.</summary>
    Free,

    /// <summary>Its caller was told.</summary>
    Done,
}
