namespace Penstock.Pipeline.Content;

/// <summary>Keeps content as long as the process lives: for tests.</summary>
public sealed class InMemoryContentLog : IContentLog
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, CallContent> _all = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool TryAdd(CallContent content) => _all.TryAdd(content.CallId, content);

    /// <inheritdoc/>
    public Task<RecordedContent?> FindAsync(string callId, CancellationToken ct) => Task.FromResult(_all.TryGetValue(callId, out var found)
        ? new RecordedContent(callId, found.Owner, System.Text.Encoding.UTF8.GetString(found.Request.Span), System.Text.Encoding.UTF8.GetString(found.Answer.Span), found.IsCut, found.At, found.Until)
        : null);

    /// <inheritdoc/>
    public Task<long> EraseAsync(string owner, CancellationToken ct) =>
        Task.FromResult(_all.Values.Where(content => content.Owner == owner).ToArray().LongCount(content => _all.TryRemove(content.CallId, out _)));
}
