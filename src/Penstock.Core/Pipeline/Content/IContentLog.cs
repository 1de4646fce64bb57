namespace Penstock.Pipeline.Content;

/// <summary>Keeps what was said in calls whose policy asks for it: redacted, encrypted for its owner, for a stated time.</summary>
public interface IContentLog
{
    /// <summary>Takes content to be written soon; false when too much is waiting: calls never wait for it.</summary>
    bool TryAdd(CallContent content);

    /// <summary>The content of a call as text, its request and its answer; null when there is none, or its time is over, or it was erased.</summary>
    Task<RecordedContent?> FindAsync(string callId, CancellationToken ct);

    /// <summary>Erases all that is an owner's, at once and for good: its key is destroyed. The result is how many calls it was of.</summary>
    Task<long> EraseAsync(string owner, CancellationToken ct);
}
