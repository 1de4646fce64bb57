namespace Penstock.Upstream;

/// <summary>What the stand-in received, and what became of it. The last three members are filled in while it is answered.</summary>
internal sealed class ReceivedRequest(
    int ordinal,
    string method,
    string target,
    IReadOnlyDictionary<string, string> headers,
    byte[] body,
    DateTimeOffset receivedAt)
{
    private readonly TaskCompletionSource<DateTimeOffset> _disconnected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Counts from 0 since the start.</summary>
    public int Ordinal => ordinal;

    public string Method => method;

    /// <summary>The raw request target, query and all.</summary>
    public string Target => target;

    public IReadOnlyDictionary<string, string> Headers => headers;

    public byte[] Body => body;

    public DateTimeOffset ReceivedAt => receivedAt;

    /// <summary>The id of the exchange that was replayed, or the synthetic model's name.</summary>
    public string? Exchange { get; set; }

    /// <summary>The fault that was injected, as it was written; null when it was not its turn.</summary>
    public string? Fault { get; set; }

    /// <summary>The whole answer was written, as HTTP wants, before the client left.</summary>
    public bool Completed { get; set; }

    /// <summary>When the client's connection closed (HTTP/2: its stream was reset), null while it is open.</summary>
    public DateTimeOffset? DisconnectedAt => _disconnected.Task.IsCompletedSuccessfully ? _disconnected.Task.Result : null;

    /// <summary>Ends when the client's connection closes.</summary>
    public Task<DateTimeOffset> Disconnected => _disconnected.Task;

    /// <summary>Ends when the stand-in has done all it will do for this request.</summary>
    public Task Answered => _answered.Task;

    public void Disconnect(DateTimeOffset at) => _disconnected.TrySetResult(at);

    public void End() => _answered.TrySetResult();
}
